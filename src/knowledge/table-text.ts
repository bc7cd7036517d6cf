import Papa from 'papaparse';

/** How many rows are looked at. */
const ROWS = 30;

/**
 * Whether a text is a table with separators. Prose has commas as well: without a name that says so, a table needs several rows
 * of as many cells, short ones.
 */
export function isTable(text: string, { isNamedSo }: { isNamedSo: boolean }): boolean {
  const { data } = Papa.parse<string[]>(text.replace(/^sep=.\r?\n/i, ''), {
    preview: ROWS + 1,
    skipEmptyLines: 'greedy',
  });
  // The last one may be cut off.
  const rows = data.length > 1 ? data.slice(0, -1) : data;
  const columns = rows[0]?.length ?? 0;
  if (columns < 2) return false;
  if (isNamedSo) return rows.filter((row) => row.length === columns).length >= rows.length / 2;
  return rows.length >= 4 && columns >= 3 && rows.every((row) => row.length === columns && row.every(isShort));
}

function isShort(cell: string): boolean {
  return cell.length <= 60 && !/[.!?]\s/.test(cell);
}
