/** A cell of a table, with how many rows and columns it takes. */
export interface Cell {
  text: string;
  rows: number;
  columns: number;
}

interface Span extends Cell {
  /** Rows below that it still takes. */
  left: number;
}

/** Longer text is not said again in each row that it stands beside. */
const LONGEST_AGAIN = 200;
/** As browsers take them. */
const MOST_ROWS = 65_534;
const MOST_COLUMNS = 1000;

/** The rows of a table, one after the other: what stands beside several of them is said in each, as each may be quoted alone. */
export class TableRows {
  readonly #spans = new Map<number, Span>();

  /** @returns the row's texts from the first column on */
  next(cells: readonly Cell[]): string[] {
    const texts: string[] = [];
    let column = 0;
    const take = (at: number, span: Span) => {
      texts.push(span.text);
      span.left -= 1;
      if (span.left === 0) this.#spans.delete(at);
      column = at + span.columns;
    };
    const takeSpans = () => {
      for (let span = this.#spans.get(column); span; span = this.#spans.get(column)) take(column, span);
    };
    for (const cell of cells) {
      takeSpans();
      texts.push(cell.text);
      if (cell.rows > 1) {
        const text = cell.text.length > LONGEST_AGAIN ? '' : cell.text;
        this.#spans.set(column, { ...cell, text, left: cell.rows - 1 });
      }
      column += cell.columns;
    }
    // A row may end before the last columns.
    for (const [at, span] of [...this.#spans].sort(([a], [b]) => a - b)) if (at >= column) take(at, span);
    return texts;
  }
}

/** What `rowspan` says: one where it is left out or no number; all that there are for 0. */
export function rowsOf(attribute: string | undefined): number {
  const rows = Number.parseInt(attribute ?? '1', 10);
  return rows === 0 ? MOST_ROWS : clamped(rows, MOST_ROWS);
}

/** What `colspan` says: one where it is left out or no number. */
export function columnsOf(attribute: string | undefined): number {
  return clamped(Number.parseInt(attribute ?? '1', 10), MOST_COLUMNS);
}

function clamped(value: number, most: number): number {
  return Number.isNaN(value) ? 1 : Math.min(most, Math.max(1, value));
}
