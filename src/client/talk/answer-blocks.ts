import type { Citation } from '../../protocol/common.ts';
import type { CitedPiece } from './place-citations.ts';

/** A part of an answer as it is shown: running text, or what is set apart from it with the citations that stand behind it. */
export type AnswerBlock =
  | { kind: 'text'; pieces: CitedPiece[] }
  | { kind: 'table'; head: string[]; rows: string[][]; citations: Citation[] }
  | { kind: 'code'; text: string; citations: Citation[] };

/** The rows of a table in Markdown, the second of which divides its head from the rest. */
const TABLE =
  /(?<=^|\n)[ \t]*(?<head>\|[^\n]*\|)[ \t]*\n[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*(?<body>(?:\n[ \t]*\|[^\n]*\|[ \t]*)*)(?=\n|$)/;
/** Lines between fences; while it is still being written, to the end. */
const CODE = /(?<=^|\n)[ \t]*```[^\n`]*\n(?<code>[\s\S]*?)(?:(?<=\n)[ \t]*```[ \t]*(?=\n|$)|$)/;
const APART = new RegExp(`${TABLE.source}|${CODE.source}`, 'g');

/** Takes tables and code out of an answer's text; everything else stays as it is, but for the empty lines around them. */
export function answerBlocks(pieces: readonly CitedPiece[]): AnswerBlock[] {
  const text = pieces.map((piece) => piece.text).join('');
  const blocks: AnswerBlock[] = [];
  let from = 0;
  for (const found of text.matchAll(APART)) {
    addText(blocks, cutPieces(pieces, from, found.index), true);
    from = found.index + found[0].length;
    const citations = cutPieces(pieces, found.index, from).flatMap((piece) => piece.citations);
    blocks.push(blockOf(found.groups ?? {}, citations));
  }
  addText(blocks, cutPieces(pieces, from, text.length), false);
  return blocks;
}

/** An answer for who has it read out: the rows of tables as lines, no marks of Markdown around them. */
export function readOut(answer: string): string {
  const lines = answerBlocks([{ text: answer, citations: [] }]).map((block) => {
    if (block.kind === 'text') return block.pieces.map(({ text }) => text).join('');
    if (block.kind === 'code') return block.text;
    return [block.head, ...block.rows].map((cells) => `${cells.join(', ')}.`).join('\n');
  });
  return lines.join('\n');
}

function blockOf({ head, body, code }: Record<string, string>, citations: Citation[]): AnswerBlock {
  if (head === undefined) return { kind: 'code', text: (code ?? '').replace(/\n$/, ''), citations };
  const rows = (body ?? '').split('\n').filter((row) => row.trim() !== '');
  return { kind: 'table', head: cellsOf(head), rows: rows.map(cellsOf), citations };
}

/** The pieces of a stretch of the text; what is cited stands at a piece's end. */
function cutPieces(pieces: readonly CitedPiece[], from: number, to: number): CitedPiece[] {
  const cut: CitedPiece[] = [];
  let start = 0;
  for (const { text, citations } of pieces) {
    const end = start + text.length;
    const isEndHere = end > from && end <= to;
    if (end > from && start < to)
      cut.push({
        text: text.slice(Math.max(0, from - start), to - start),
        citations: isEndHere ? citations : [],
      });
    start = end;
  }
  return cut;
}

/** @param isFollowed by what is set apart */
function addText(blocks: AnswerBlock[], pieces: CitedPiece[], isFollowed: boolean): void {
  const before = blocks.at(-1);
  if (pieces.every(({ text }) => text.trim() === '')) {
    const citations = pieces.flatMap((piece) => piece.citations);
    if (before && before.kind !== 'text') before.citations.push(...citations);
    else if (!isFollowed)
      blocks.push({ kind: 'text', pieces: pieces.length > 0 ? pieces : [{ text: '', citations: [] }] });
    return;
  }
  const shown = pieces.map((piece, at) => {
    const isLast = at === pieces.length - 1;
    const head = before && at === 0 ? piece.text.replace(/^\s*\n/, '') : piece.text;
    return { ...piece, text: isFollowed && isLast ? head.trimEnd() : head };
  });
  blocks.push({ kind: 'text', pieces: shown });
}

function cellsOf(row: string): string[] {
  return row
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').trim());
}
