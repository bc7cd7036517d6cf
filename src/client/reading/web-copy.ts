import { Readability } from '@mozilla/readability';
import { inertHtml } from './inert-html.ts';
import { matchText, type PartRange, type Wanted } from './match-text.ts';

/** What is shown of a web page: elements that can do nothing, and text, some of it marked. */
export type CopyNode = CopyText | CopyElement;

interface CopyText {
  text: string;
  /** What is marked in it. */
  ranges: PartRange[];
}

interface CopyElement {
  tag: Tag;
  /** Of a link: an address of the web. */
  href?: string | undefined;
  children: CopyNode[];
}

export interface WebCopy {
  nodes: CopyNode[];
  /** Whether what was wanted is marked. */
  isMarked: boolean;
}

/** What elements are shown as; of all others only what is in them is. Headings stand below the document's title. */
const SHOWN = {
  ...{
    p: 'p',
    div: 'div',
    section: 'div',
    article: 'div',
    main: 'div',
    address: 'p',
    figure: 'figure',
    hr: 'hr',
    br: 'br',
  },
  ...{ h1: 'h2', h2: 'h3', h3: 'h4', h4: 'h5', h5: 'h6', h6: 'h6', figcaption: 'figcaption', blockquote: 'blockquote' },
  ...{ ul: 'ul', ol: 'ol', li: 'li', dl: 'dl', dt: 'dt', dd: 'dd', pre: 'pre', code: 'code', kbd: 'kbd', samp: 'samp' },
  ...{
    table: 'table',
    caption: 'caption',
    thead: 'thead',
    tbody: 'tbody',
    tfoot: 'tfoot',
    tr: 'tr',
    th: 'th',
    td: 'td',
  },
  ...{ a: 'a', em: 'em', i: 'i', strong: 'strong', b: 'b', sub: 'sub', sup: 'sup', s: 's', u: 'u', q: 'q', var: 'var' },
} as const;
type Tag = (typeof SHOWN)[keyof typeof SHOWN];
const TAGS: ReadonlyMap<string, Tag> = new Map(Object.entries(SHOWN));

/** As the server reads pages: programs, controls and drawings are no text. */
const SILENT = new Set(
  (
    'head title script style noscript template svg math canvas iframe frame object embed audio video picture source select ' +
    'button textarea input form rt rp'
  ).split(' '),
);
const AROUND = 'nav, header, footer, aside, dialog';
/** Larger pages are shown whole: looking for their article would hold up the device. */
const MOST_ELEMENTS = 30_000;
/** The server's text numbers lists itself. */
const LIST_NUMBER = /^[ \t]*\d+\.[ \t]/gmu;

interface Reading {
  parts: string[];
  texts: CopyText[];
}

/**
 * The readable part of a stored web page, with what is wanted marked; all of the page where its readable part does not hold that.
 * Nothing of it is run or loaded: the page is parsed, never made part of a document.
 */
export function webCopy(
  html: string,
  options: { sourceUrl?: string | undefined; wanted?: Wanted | undefined },
): WebCopy {
  const { sourceUrl, wanted } = options;
  const article = articleIn(html, sourceUrl);
  const whole = () => readCopy(bodyOf(html, sourceUrl), wanted);
  if (!article) return whole();
  const copy = readCopy(article, wanted);
  if (copy.isMarked || !wanted) return copy;
  const all = whole();
  return all.isMarked ? all : copy;
}

function articleIn(html: string, sourceUrl: string | undefined): Node | undefined {
  const page = parsePage(html, sourceUrl);
  if (page.getElementsByTagName('*').length > MOST_ELEMENTS) return undefined;
  const options = { charThreshold: 200, disableJSONLD: true, serializer: (node: Node) => node };
  return new Readability<Node>(page, options).parse()?.content ?? undefined;
}

function bodyOf(html: string, sourceUrl: string | undefined): Node {
  const { body } = parsePage(html, sourceUrl);
  for (const element of body.querySelectorAll(AROUND)) if (!element.closest('article, main')) element.remove();
  return body;
}

/** A page that is part of no window, with links that lead where they led on the web, or nowhere. */
function parsePage(html: string, sourceUrl: string | undefined): Document {
  const page = new DOMParser().parseFromString(inertHtml(html), 'text/html');
  const base = webAddress(page.querySelector('base')?.getAttribute('href') ?? '', sourceUrl) ?? sourceUrl;
  for (const link of page.querySelectorAll('a[href]')) {
    const address = webAddress(link.getAttribute('href'), base);
    if (address === undefined) link.removeAttribute('href');
    else link.setAttribute('href', address);
  }
  return page;
}

function readCopy(root: Node, wanted: Wanted | undefined): WebCopy {
  const reading: Reading = { parts: [], texts: [] };
  const nodes = readChildren(root, reading, false);
  const found =
    wanted &&
    (matchText(reading.parts, wanted) ??
      matchText(reading.parts, { ...wanted, quote: wanted.quote.replace(LIST_NUMBER, '') }));
  for (const range of found ?? []) {
    reading.texts[range.part]?.ranges.push(range);
  }
  return { nodes, isMarked: found !== undefined };
}

function readChildren(node: Node, reading: Reading, isVerbatim: boolean): CopyNode[] {
  return [...node.childNodes].flatMap((child): CopyNode[] => {
    if (child instanceof Text) return textNode(isVerbatim ? child.data : child.data.replace(/\s+/gu, ' '), reading);
    return child instanceof Element ? readElement(child, reading, isVerbatim) : [];
  });
}

function readElement(element: Element, reading: Reading, isVerbatim: boolean): CopyNode[] {
  const name = element.localName;
  if (SILENT.has(name) || element.hasAttribute('hidden')) return [];
  if (name === 'img') return pictureText(element, reading);
  const tag = TAGS.get(name);
  const children = readChildren(element, reading, isVerbatim || name === 'pre');
  if (tag === undefined) return children;
  return [{ tag, children, href: tag === 'a' ? webAddress(element.getAttribute('href')) : undefined }];
}

/** In place of what would have to be loaded from somewhere else. */
function pictureText(element: Element, reading: Reading): CopyNode[] {
  const alt = element.getAttribute('alt')?.trim() ?? '';
  return alt === '' ? [] : textNode(` [Picture: ${alt}] `, reading);
}

function textNode(text: string, { parts, texts }: Reading): CopyNode[] {
  const node: CopyText = { text, ranges: [] };
  parts.push(text);
  texts.push(node);
  return [node];
}

function webAddress(href: string | null, base?: string): string | undefined {
  if (href === null || !URL.canParse(href, base)) return undefined;
  const url = new URL(href, base);
  return /^https?:$/.test(url.protocol) ? url.href : undefined;
}
