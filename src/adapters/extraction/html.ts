import { Readability } from '@mozilla/readability';
import { type AnyNode, type Document, isTag } from 'domhandler';
import { DomUtils, parseDocument } from 'htmlparser2';
import { parseHTML } from 'linkedom';
import type { ReadTask, ReadText } from './extraction-messages.ts';
import { markupToText } from './markup-text.ts';
import { removeNotices } from './page-notices.ts';
import { Refusal } from './refusals.ts';

/** An article has to be so much of what a page says; else the page is none, and all of it counts. */
const ARTICLE_SHARE = 0.4;
/** Browsers nest 512 elements; what is deeper was made to keep parsers busy. */
const MAX_DEPTH = 2000;
const AROUND = new Set(['nav', 'header', 'footer', 'aside', 'form', 'dialog']);
const ROLES = new Set(['navigation', 'banner', 'contentinfo', 'complementary', 'search']);

/** The readable part of a web page, which comes as UTF-8: without menus, advertisements and programs. */
export function readHtml({ file, maxText }: ReadTask): ReadText {
  let html = new TextDecoder().decode(file);
  const page = parseDocument(html);
  refuseDepth(page);
  if (removeNotices(page)) html = DomUtils.getOuterHTML(page);
  const [named] = DomUtils.getElementsByTagName('title', page, true, 1);
  const title = named && DomUtils.textContent(named).trim();
  const article = articleIn(html);
  const readable = article ? markupToText(parseDocument(article.content).children, maxText) : '';
  const all = markupToText(withoutSurroundings(page.children), maxText);
  const isArticle = readable.length >= all.length * ARTICLE_SHARE && readable.length < all.length;
  if (!article || !isArticle) return { text: all, pages: [], title };
  const headline = headlineOf(page) ?? (article.title || title || '');
  return { text: withHeadline(readable, headline), pages: [], title: headline };
}

/** The one heading of the first level, where there is one only. */
function headlineOf(page: Document): string | undefined {
  const [first, second] = DomUtils.getElementsByTagName('h1', page, true, 2);
  const text = first && !second ? DomUtils.textContent(first).replace(/\s+/g, ' ').trim() : '';
  return text === '' ? undefined : text;
}

/** An article's headline is left out of its content, or made a heading like those below it. */
function withHeadline(text: string, title: string): string {
  if (title === '') return text;
  const repeated = `## ${title}\n`;
  return `# ${title}\n\n${text.startsWith(repeated) ? text.slice(repeated.length).trimStart() : text}`;
}

function refuseDepth(page: Document): void {
  let level: AnyNode[] = page.children;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) throw new Refusal('damaged', `nested more than ${MAX_DEPTH} deep`);
    level = level.flatMap((node) => ('children' in node ? node.children : []));
  }
}

function articleIn(html: string): { title: string; content: string } | undefined {
  const { document } = parseHTML(html);
  if (!document.documentElement) return undefined;
  const article = new Readability(document, { charThreshold: 200 }).parse();
  if (!article?.content) return undefined;
  return { title: (article.title ?? '').replace(/\s+/g, ' ').trim(), content: article.content };
}

/** Takes a page's own surroundings out of it, as far as it says what they are; a header inside an article stays. */
function withoutSurroundings(nodes: AnyNode[]): AnyNode[] {
  const found = DomUtils.filter(
    (node) => isTag(node) && (AROUND.has(node.name) || ROLES.has(node.attribs['role'] ?? '')) && !isInArticle(node),
    nodes,
  );
  for (const node of found) DomUtils.removeElement(node);
  return nodes;
}

function isInArticle(node: AnyNode): boolean {
  for (let above = node.parent; above; above = above.parent) {
    if (isTag(above) && (above.name === 'article' || above.name === 'main'))
      return isTag(node) && node.name === 'header';
  }
  return false;
}
