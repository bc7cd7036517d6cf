import { MARKDOWN } from '../protocol/document-kinds.ts';
import { MAX_TITLE } from '../protocol/limits.ts';
import { markdownBlocksIn } from './chunk-blocks.ts';

const EXTENSION = /\.[A-Za-z0-9]{1,8}$/;
/** What programs put into a PDF's title when nobody gave it one. */
const MEANINGLESS =
  /^(?:untitled.*|about:blank|microsoft \w+ - .*|powerpoint presentation|slide 1|.*\.(?:docx?|pptx?|indd|qxd|tex|dvi|rtf|pages|odt|html?))$/i;

/** A title in one line: no controls, no runs of white space, at most MAX_TITLE units; undefined when nothing is left. */
export function tidyTitle(raw: string | undefined): string | undefined {
  const line = (raw ?? '')
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  if (line === '') return undefined;
  return line.length <= MAX_TITLE
    ? line
    : `${line
        .slice(0, MAX_TITLE - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, '')}…`;
}

/** Title of an uploaded file before it is read: its first heading where it is Markdown, else its name. */
export function titleOfUpload(name: string, kind: string, head: string): string {
  return (kind === MARKDOWN ? firstHeading(head) : undefined) ?? titleOfName(name);
}

/** What the file says of itself, unless a program said it. */
export function titleInside(raw: string | undefined): string | undefined {
  const title = tidyTitle(raw);
  return title && !MEANINGLESS.test(title) ? title : undefined;
}

/** Names come with a path from some clients; only what follows it counts. */
function titleOfName(name: string): string {
  const base = name.split(/[\\/]/).at(-1) ?? name;
  return tidyTitle(base.replace(EXTENSION, '').replace(/_+/g, ' ')) ?? 'Untitled';
}

function firstHeading(head: string): string | undefined {
  for (const block of markdownBlocksIn(head, { start: 0, end: head.length })) {
    if (block?.isHeading) return tidyTitle(block.headings.at(-1));
  }
  return undefined;
}
