import type { Citation } from '../../protocol/common.ts';
import type { CitedPiece } from './place-citations.ts';

/** A part of an answer as it is shown: running text, or a table with the citations that stand behind it. */
export type AnswerBlock =
  | { kind: 'text'; pieces: CitedPiece[] }
  | { kind: 'table'; head: string[]; rows: string[][]; citations: Citation[] };

/** The rows of a table in Markdown, the second of which divides its head from the rest. */
const TABLE =
  /(?:^|\n)[ \t]*(\|[^\n]*\|)[ \t]*\n[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*((?:\n[ \t]*\|[^\n]*\|[ \t]*)*)(?=\n|$)/;

/** Takes the tables out of an answer's text; everything else stays as it is. */
export function answerBlocks(pieces: readonly CitedPiece[]): AnswerBlock[] {
  const blocks: AnswerBlock[] = [];
  const say = (piece: CitedPiece) => {
    const last = blocks.at(-1);
    if (last?.kind === 'text') last.pieces.push(piece);
    else blocks.push({ kind: 'text', pieces: [piece] });
  };
  for (const { text, citations } of pieces) {
    let rest = text;
    for (let found = TABLE.exec(rest); found; found = TABLE.exec(rest)) {
      const before = rest.slice(0, found.index);
      rest = rest.slice(found.index + found[0].length);
      if (before.trim() !== '') say({ text: before, citations: [] });
      const [, head = '', body = ''] = found;
      const isLast = rest.trim() === '';
      const rows = body.split('\n').filter((row) => row.trim() !== '');
      blocks.push({ kind: 'table', head: cellsOf(head), rows: rows.map(cellsOf), citations: isLast ? citations : [] });
      if (isLast) rest = '';
    }
    if (rest !== '' || text === '') say({ text: rest, citations });
  }
  return blocks;
}

function cellsOf(row: string): string[] {
  return row
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').trim());
}
