import { type AnyNode, type Element, isTag, isText } from 'domhandler';
import { DomUtils } from 'htmlparser2';
import { formulaText } from './formula-text.ts';
import { noteText, raisedText } from './raised-text.ts';
import { columnsOf, rowsOf, TableRows } from './table-rows.ts';

const HEADING = /^h([1-6])$/;
/** What is never read: programs, controls, drawings, and the reading aids above Chinese and Japanese characters. */
const SILENT = new Set(
  'head title script style noscript template svg canvas iframe object audio video select button textarea input rt rp'.split(
    ' ',
  ),
);
const INLINE = new Set(
  (
    'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q ruby rb s samp small span ' +
    'strike strong sub sup time tt u var wbr nobr picture source'
  ).split(' '),
);

/** How a block stands to the one before it. */
type Place = 'apart' | 'listed';

/** HTML as Markdown-like text: headings with `#`, lists with marks, code fenced, everything else plain. */
export function markupToText(nodes: readonly AnyNode[], maxText: number): string {
  const writer = new MarkupWriter(maxText);
  writer.readAll(nodes);
  return writer.text();
}

class MarkupWriter {
  readonly #maxText: number;
  #text = '';
  #line = '';
  #last: Place = 'apart';
  #place: Place = 'apart';
  #mark = '';
  /** One entry for each list that is open: the number of the item before, or undefined where there are no numbers. */
  readonly #lists: (number | undefined)[] = [];

  #rows = new TableRows();

  constructor(maxText: number) {
    this.#maxText = maxText;
  }

  readAll(nodes: readonly AnyNode[]): void {
    for (const node of nodes) {
      if (this.#text.length > this.#maxText) return;
      if (isText(node)) this.#line += node.data.replace(/\s+/g, ' ');
      else if (isTag(node)) this.#element(node);
      else if ('children' in node) this.readAll(node.children);
    }
  }

  text(): string {
    this.#flush();
    return this.#text;
  }

  #element(element: Element): void {
    const { name } = element;
    if (isSilent(element)) return;
    if (name === 'br') this.#line += '\n';
    else if (name === 'img') this.#line += pictureText(element);
    else if (name === 'math') this.#line += formulaText(element);
    else if (name === 'sup') this.#line += raisedIn(element, this.#line);
    else if (isNoteLink(element)) this.#line += noteText(saidBy(element.children, this.#line));
    else if (INLINE.has(name)) this.readAll(element.children);
    else this.#block(element);
  }

  #block(element: Element): void {
    this.#flush();
    const { name, children } = element;
    const level = HEADING.exec(name)?.[1];
    if (level) this.#write(`${'#'.repeat(Number(level))} ${oneLine(element)}`, 'apart', oneLine(element) === '');
    else if (name === 'pre') this.#write(`\`\`\`\n${asTyped(element.children).replace(/\s+$/, '')}\n\`\`\``, 'apart');
    else if (name === 'ul' || name === 'ol') this.#list(element);
    else if (name === 'li') this.#item(element);
    else if (name === 'tr') this.#row(element);
    else if (name === 'table') this.#table(element);
    else {
      this.readAll(children);
      this.#flush();
    }
  }

  #list(element: Element): void {
    const start = Number(element.attribs['start'] ?? 1);
    this.#lists.push(element.name === 'ol' ? (Number.isInteger(start) ? start : 1) - 1 : undefined);
    this.readAll(element.children);
    this.#flush();
    this.#lists.pop();
    if (this.#lists.length === 0) this.#last = 'apart';
  }

  #item(element: Element): void {
    const before = this.#lists.pop();
    const number = before === undefined ? undefined : before + 1;
    this.#lists.push(number);
    const indent = '  '.repeat(Math.max(0, this.#lists.length - 1));
    this.#mark = `${indent}${number === undefined ? '-' : `${number}.`} `;
    this.#place = 'listed';
    this.readAll(element.children);
    this.#flush();
    this.#mark = '';
    this.#place = 'apart';
  }

  #table(element: Element): void {
    const around = this.#rows;
    this.#rows = new TableRows();
    this.readAll(element.children);
    this.#flush();
    this.#rows = around;
  }

  #row(element: Element): void {
    const cells = element.children.filter(isTag).map((cell) => ({
      text: oneLine(cell),
      rows: rowsOf(cell.attribs['rowspan']),
      columns: columnsOf(cell.attribs['colspan']),
    }));
    const isEmpty = cells.every(({ text }) => text === '');
    this.#write(this.#rows.next(cells).join(' | '), 'listed', isEmpty);
  }

  #flush(): void {
    const line = this.#line
      .replace(/[^\S\n]*\n[^\S\n]*/g, '\n')
      .replace(/ {2,}/g, ' ')
      .trim();
    this.#line = '';
    if (line === '') return;
    this.#write(this.#mark + line, this.#place);
    // What follows in the same item has no mark of its own.
    this.#mark = '';
  }

  #write(block: string, place: Place, isEmpty = false): void {
    if (isEmpty) return;
    const isTight = place === 'listed' && this.#last === 'listed';
    if (this.#text !== '') this.#text += isTight ? '\n' : '\n\n';
    this.#text += block;
    this.#last = place;
  }
}

function isSilent(element: Element): boolean {
  return SILENT.has(element.name) || 'hidden' in element.attribs || isWayBack(element) || isPageNumber(element);
}

/** E-books say where the pages of the printed book began, in the middle of sentences. */
function isPageNumber(element: Element): boolean {
  return says(element, 'pagebreak');
}

/** E-books name notes as notes, and need not raise them. */
function isNoteLink(element: Element): boolean {
  return says(element, 'noteref');
}

/** What an element is for, in the words of e-books: `epub:type="noteref"`, or `role="doc-noteref"`. */
function says({ attribs }: Element, purpose: string): boolean {
  const said = `${attribs['epub:type'] ?? ''} ${(attribs['role'] ?? '').replace(/^doc-/, '')}`;
  return said.split(/\s+/).includes(purpose);
}

/** Below a note, an arrow leads back to where it belongs. */
function isWayBack(element: Element): boolean {
  return element.name === 'a' && /^\s*[↑↩]\ufe0e?\s*$/u.test(DomUtils.textContent(element));
}

function pictureText(element: Element): string {
  const alt = (element.attribs['alt'] ?? '').replace(/\s+/g, ' ').trim();
  return alt === '' ? '' : ` [Picture: ${alt}] `;
}

/** Text with its own lines. */
function asTyped(nodes: readonly AnyNode[]): string {
  return nodes
    .map((node) => {
      if (isText(node)) return node.data;
      if (!isTag(node)) return '';
      return node.name === 'br' ? '\n' : asTyped(node.children);
    })
    .join('');
}

/** What a heading or a cell says, in one line; what stands in lines of its own there is parted by a space. */
function oneLine(element: Element): string {
  return saidBy(element.children, '').replace(/\s+/g, ' ').trim();
}

/** @param before what stands before it in its line */
function saidBy(nodes: readonly AnyNode[], before: string): string {
  let said = '';
  for (const node of nodes) said += isText(node) ? node.data : isTag(node) ? saidIn(node, before + said) : '';
  return said;
}

function saidIn(element: Element, before: string): string {
  const { name, children } = element;
  if (isSilent(element)) return '';
  if (name === 'img') return pictureText(element);
  if (name === 'math') return formulaText(element);
  if (name === 'sup') return raisedIn(element, before);
  if (isNoteLink(element)) return noteText(saidBy(children, before));
  return INLINE.has(name) ? saidBy(children, before) : ` ${saidBy(children, `${before} `)} `;
}

function raisedIn(raised: Element, before: string): string {
  const said = saidBy(raised.children, '').replace(/\s+/g, ' ');
  return isLinked(raised) ? noteText(said) : raisedText(before, said);
}

/** A number that is raised and leads somewhere is that of a note. */
function isLinked(raised: Element): boolean {
  const isLink = (node: AnyNode) => isTag(node) && node.name === 'a' && node.attribs['href'] !== undefined;
  return raised.children.some(isLink) || (raised.parent !== null && isLink(raised.parent));
}
