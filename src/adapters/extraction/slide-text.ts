import { type Document, type Element, isTag } from 'domhandler';
import { DomUtils } from 'htmlparser2';
import { formulaText } from './formula-text.ts';
import { raisedText } from './raised-text.ts';
import { elements, localNameOf } from './xml.ts';

const TITLES = new Set(['title', 'ctrTitle']);
/** What stands on every slide alike. */
const FURNITURE = new Set(['dt', 'ftr', 'hdr', 'sldNum', 'sldImg']);

/** Text of a slide: its title as a heading first, then its shapes and tables in their order. */
export function slideText(slide: Document): string {
  const titles: string[] = [];
  const parts: string[] = [];
  for (const shape of shapesIn(slide)) {
    const place = placeholder(shape);
    if (place && FURNITURE.has(place)) continue;
    if (localNameOf(shape.name) === 'graphicFrame') parts.push(tableText(shape));
    else if (place && TITLES.has(place)) titles.push(paragraphs(shape).join(' '));
    else parts.push(bodyText(shape));
  }
  const title = titles.join(' ').trim();
  return [title && `# ${title}`, ...parts].filter((part) => part !== '').join('\n\n');
}

/** What the speaker wrote below a slide. */
export function speakerNotes(notes: Document): string {
  const body = shapesIn(notes).filter((shape) => placeholder(shape) === 'body');
  return body.flatMap(paragraphs).join('\n');
}

/** Shapes and tables in their order; a group's where the group stands. */
function shapesIn(slide: Document): Element[] {
  return [...elements(slide, 'sp'), ...elements(slide, 'graphicFrame')]
    .filter((shape) => !isFallback(shape))
    .sort((a, b) => (a.startIndex ?? 0) - (b.startIndex ?? 0));
}

/** Drawn in its place by older programs: the same once more. */
function isFallback(shape: Element): boolean {
  for (let above = shape.parent; above; above = above.parent)
    if (isTag(above) && localNameOf(above.name) === 'Fallback') return true;
  return false;
}

function placeholder(shape: Element): string | undefined {
  const [mark] = elements(shape, 'ph');
  return mark && (mark.attribs['type'] ?? 'body');
}

/** Several paragraphs of one shape are a list, indented as they are on the slide. */
function bodyText(shape: Element): string {
  const found = elements(shape, 'p').filter((paragraph) => paragraphText(paragraph) !== '');
  if (found.length < 2) return found.map(paragraphText).join('');
  return found.map((paragraph) => `${'  '.repeat(levelOf(paragraph))}- ${paragraphText(paragraph)}`).join('\n');
}

function levelOf(paragraph: Element): number {
  const level = Number(elements(paragraph, 'pPr')[0]?.attribs['lvl'] ?? 0);
  return Number.isInteger(level) ? Math.min(Math.max(level, 0), 8) : 0;
}

function tableText(frame: Element): string {
  const rows = elements(frame, 'tr').map((row) => elements(row, 'tc').map((cell) => paragraphs(cell).join(' ')));
  return rows
    .filter((cells) => cells.some((cell) => cell !== ''))
    .map((cells) => cells.join(' | '))
    .join('\n');
}

function paragraphs(shape: Element): string[] {
  return elements(shape, 'p')
    .map(paragraphText)
    .filter((text) => text !== '');
}

function paragraphText(paragraph: Element): string {
  return saidIn(paragraph, '').replace(/\s+/g, ' ').trim();
}

/** @param before what stands before it in its paragraph */
function saidIn(element: Element, before: string): string {
  const name = localNameOf(element.name);
  if (name === 't') return DomUtils.textContent(element);
  if (name === 'oMath') return formulaText(element);
  if (name === 'br' || name === 'tab') return ' ';
  if (name === 'Fallback') return '';
  let said = '';
  for (const child of element.children.filter(isTag)) said += saidIn(child, before + said);
  return name === 'r' && isRaised(element) ? raisedText(before, said) : said;
}

function isRaised(run: Element): boolean {
  const [properties] = elements(run, 'rPr');
  return Number.parseFloat(properties?.attribs['baseline'] ?? '0') > 0;
}
