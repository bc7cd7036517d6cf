import { type Element, isTag } from 'domhandler';
import { DomUtils } from 'htmlparser2';
import { elements, localNameOf } from './xml.ts';

/** What is no part of a formula as it is seen: the same in another notation, and how Office draws it. */
const UNSEEN = /^(?:annotation|annotation-xml|mphantom|phant|.*Pr)$/;
/** Needs no brackets to be raised, lowered, or part of a fraction. */
const ONE_THING = /^(?:[\p{L}\p{M}]|[\p{N}.,]+|[-−][\p{N}.,]+|\(.*\)|.)$/u;
const GOES_ON = /^[\p{L}\p{N}√([]/u;
const ROWS = /^(?:mtr|mr)$/;

/**
 * A formula in one line, as it is typed where there is one line only: `x^2`, `a_(n+1)`, `(a + b)/2`, `√(x + 1)`. Of MathML as web pages
 * and e-books have it, and of Office's own notation.
 */
export function formulaText(formula: Element): string {
  return read(formula).replace(/\s+/g, ' ').trim();
}

function read(element: Element): string {
  const name = localNameOf(element.name);
  if (UNSEEN.test(name)) return '';
  const parts = element.children.filter(isTag).filter((child) => !UNSEEN.test(localNameOf(child.name)));
  const part = (at: number) => (parts[at] ? formulaText(parts[at]) : '');
  const named = (wanted: string) => {
    const found = parts.find((child) => localNameOf(child.name) === wanted);
    return found ? formulaText(found) : '';
  };
  switch (name) {
    case 'mo':
      return operator(DomUtils.textContent(element));
    case 'mfrac':
      return `${grouped(part(0))}/${grouped(part(1))}`;
    case 'f':
      return `${grouped(named('num'))}/${grouped(named('den'))}`;
    case 'msup':
    case 'mover':
      return moved(part(0), '', part(1));
    case 'msub':
    case 'munder':
      return moved(part(0), part(1), '');
    case 'msubsup':
    case 'munderover':
      return moved(part(0), part(1), part(2));
    case 'sSup':
    case 'sSub':
    case 'sSubSup':
      return moved(named('e'), named('sub'), named('sup'));
    case 'limLow':
      return moved(named('e'), named('lim'), '');
    case 'limUpp':
      return moved(named('e'), '', named('lim'));
    case 'nary':
      return `${moved(property(element, 'chr') ?? '∫', named('sub'), named('sup'))} ${named('e')}`;
    case 'msqrt':
      return `√${grouped(joined(parts))}`;
    case 'mroot':
      return `${part(1)}√${grouped(part(0))}`;
    case 'rad':
      return `${named('deg')}√${grouped(named('e'))}`;
    case 'd':
      return fenced(element, parts);
    case 'func':
      return `${named('fName')} ${named('e')}`;
    case 'mtd':
    case 'eqArr':
      return parts.length > 1 && name === 'eqArr' ? parts.map(formulaText).join('; ') : joined(parts, element);
    default:
      return rowsOf(parts) ?? joined(parts, element);
  }
}

/** Rows of a matrix after each other, their cells parted by commas. */
function rowsOf(parts: readonly Element[]): string | undefined {
  const [first] = parts;
  if (!first || !ROWS.test(localNameOf(first.name))) return undefined;
  return parts
    .map((row) =>
      row.children
        .filter(isTag)
        .map(formulaText)
        .filter((cell) => cell !== '')
        .join(', '),
    )
    .join('; ');
}

function joined(parts: readonly Element[], element?: Element): string {
  if (parts.length === 0 && element) return DomUtils.textContent(element);
  const texts = parts.map(read);
  return texts
    .map((text, at) => (isFraction(parts[at]) && GOES_ON.test(texts[at + 1] ?? '') ? `(${text})` : text))
    .join('');
}

/** What stands right behind a fraction would be taken for a part of what is below its line. */
function isFraction(element: Element | undefined): boolean {
  return element !== undefined && /^(?:m:)?m?f(?:rac)?$/.test(element.name);
}

function fenced(element: Element, parts: readonly Element[]): string {
  const [open, close] = [property(element, 'begChr') ?? '(', property(element, 'endChr') ?? ')'];
  return `${open}${parts.map(formulaText).join(property(element, 'sepChr') ?? '|')}${close}`;
}

/** What Office says of how it draws an element: of the element's own, not of those inside. */
function property(element: Element, name: string): string | undefined {
  const own = element.children.filter(isTag).find((child) => localNameOf(child.name).endsWith('Pr'));
  const [found] = own ? elements(own, name) : [];
  return found && Object.entries(found.attribs).find(([key]) => localNameOf(key) === 'val')?.[1];
}

/** Signs between two things stand apart from them; brackets, commas and what cannot be seen do not. */
function operator(sign: string): string {
  const seen = sign.trim().replace(/[\u2061-\u2064]/g, '');
  if (seen === ',' || seen === ';') return `${seen} `;
  return /^[=<>≤≥≠≈≡+−±×÷·∈∉⊂⊆∪∩→⇒⇔↦∼∝∧∨-]$/u.test(seen) ? ` ${seen} ` : seen;
}

function moved(base: string, below: string, above: string): string {
  return `${base}${below && `_${grouped(below)}`}${above && `^${grouped(above)}`}`;
}

function grouped(text: string): string {
  return ONE_THING.test(text) ? text : `(${text})`;
}
