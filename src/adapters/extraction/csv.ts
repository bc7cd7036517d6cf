import Papa from 'papaparse';
import type { ReadTask, ReadText } from './extraction-messages.ts';

/** Spreadsheets write their separator into a first line. */
const SEPARATOR = /^sep=(.)\r?\n/i;

const NUMBER = /^[\d\s.,:%/+-]+$/;
const YEAR = /^(?:1[5-9]|20)\d\d$/;

/** A table, which comes as UTF-8, row by row: each a paragraph of lines `header: value`. */
export function readCsv({ file, maxText }: ReadTask): ReadText {
  const content = new TextDecoder().decode(file);
  const separator = SEPARATOR.exec(content);
  let text = '';
  let first: string[] | undefined;
  let headers: string[] | undefined;
  const write = (row: string[]) => {
    text += `${text && '\n\n'}${rowText(row, headers)}`;
  };
  let rows = 0;
  // As it goes along: a large table as cells takes many times the memory of its file.
  Papa.parse<string[]>(content.slice(separator?.[0].length ?? 0), {
    skipEmptyLines: 'greedy',
    ...(separator?.[1] && { delimiter: separator[1] }),
    step({ data }, parser) {
      const row = data.map(oneLine);
      rows += 1;
      first ??= row;
      if (rows === 1) return;
      if (rows === 2) {
        headers = headersOf(first, row);
        if (!headers) write(first);
      }
      write(row);
      if (text.length > maxText) parser.abort();
    },
  });
  if (first && rows === 1) {
    if (headersOf(first)) return { text: first.filter((cell) => cell !== '').join('\n'), pages: [] };
    write(first);
  }
  return { text, pages: [] };
}

function rowText(row: string[], headers: string[] | undefined): string {
  return row
    .map((value, index) => (value === '' ? '' : `${headers?.[index] || `Column ${index + 1}`}: ${value}`))
    .filter((line) => line !== '')
    .join('\n');
}

/**
 * The first row names the columns when each cell says something of its own, in words, or by a year where the next row has something else.
 * The corner may be empty, and so may what spreadsheets leave at the end.
 */
function headersOf(first: string[], next?: string[]): string[] | undefined {
  const end = first.findLastIndex((cell) => cell !== '') + 1;
  const named = first.slice(0, end).filter((cell, index) => index > 0 || cell !== '');
  const isYears = next !== undefined && !NUMBER.test(first[0] ?? '') && !next.some((cell) => YEAR.test(cell));
  const isName = (cell: string) => cell !== '' && (!NUMBER.test(cell) || (isYears && YEAR.test(cell)));
  if (named.length < Math.min(2, first.length) || !named.every(isName)) return undefined;
  return new Set(named).size === named.length ? first : undefined;
}

function oneLine(cell: string): string {
  return cell.replace(/\s+/g, ' ').trim();
}
