import Papa from 'papaparse';
import type { ReadTask, ReadText } from './extraction-messages.ts';

/** Spreadsheets write their separator into a first line. */
const SEPARATOR = /^sep=(.)\r?\n/i;

/** A table, which comes as UTF-8, row by row: each a paragraph of lines `header: value`. */
export function readCsv({ file, maxText }: ReadTask): ReadText {
  const content = new TextDecoder().decode(file);
  const separator = SEPARATOR.exec(content);
  let text = '';
  let headers: string[] | undefined;
  let isFirst = true;
  // As it goes along: a large table as cells takes many times the memory of its file.
  Papa.parse<string[]>(content.slice(separator?.[0].length ?? 0), {
    skipEmptyLines: 'greedy',
    ...(separator?.[1] && { delimiter: separator[1] }),
    step({ data }, parser) {
      const row = data.map(oneLine);
      if (isFirst) headers = headersOf(row);
      if (!isFirst || !headers) text += `${text && '\n\n'}${rowText(row, headers)}`;
      isFirst = false;
      if (text.length > maxText) parser.abort();
    },
  });
  return { text: text === '' && headers ? headers.join('\n') : text, pages: [] };
}

function rowText(row: string[], headers: string[] | undefined): string {
  return row
    .map((value, index) => (value === '' ? '' : `${headers?.[index] ?? `Column ${index + 1}`}: ${value}`))
    .filter((line) => line !== '')
    .join('\n');
}

/** The first row names the columns when each cell says something of its own, in words. */
function headersOf(first: string[]): string[] | undefined {
  if (first.some((cell) => cell === '' || /^[\d\s.,:%/+-]+$/.test(cell))) return undefined;
  return new Set(first).size === first.length ? first : undefined;
}

function oneLine(cell: string): string {
  return cell.replace(/\s+/g, ' ').trim();
}
