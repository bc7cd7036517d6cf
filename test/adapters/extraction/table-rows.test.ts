import { describe, expect, it } from 'vitest';
import { type Cell, columnsOf, rowsOf, TableRows } from '../../../src/adapters/extraction/table-rows.ts';

const cell = (text: string, more: Partial<Cell> = {}): Cell => ({ text, rows: 1, columns: 1, ...more });

describe('the rows of a table', () => {
  it('say again what stands beside them, at its place', () => {
    const rows = new TableRows();
    expect(rows.next([cell('North', { rows: 2 }), cell('Blue', { rows: 3 }), cell('30 m')])).toEqual([
      'North',
      'Blue',
      '30 m',
    ]);
    expect(rows.next([cell('33 m')])).toEqual(['North', 'Blue', '33 m']);
    expect(rows.next([cell('South'), cell('31 m')])).toEqual(['South', 'Blue', '31 m']);
    expect(rows.next([cell('East'), cell('Fin')])).toEqual(['East', 'Fin']);
  });

  it('count the columns that a cell takes', () => {
    const rows = new TableRows();
    rows.next([cell('Wide', { columns: 2, rows: 2 }), cell('Last', { rows: 2 })]);
    expect(rows.next([])).toEqual(['Wide', 'Last']);
    expect(rows.next([cell('a'), cell('b', { columns: 2 })])).toEqual(['a', 'b']);
  });

  it('say what stands behind the end of a short row', () => {
    const rows = new TableRows();
    rows.next([cell('a'), cell('b'), cell('c', { rows: 2 })]);
    expect(rows.next([cell('a')])).toEqual(['a', 'c']);
    expect(rows.next([cell('a')])).toEqual(['a']);
  });

  it('repeat 200 characters and no more', () => {
    for (const [length, again] of [
      [200, 'x'.repeat(200)],
      [201, ''],
    ] as const) {
      const rows = new TableRows();
      rows.next([cell('x'.repeat(length), { rows: 2 })]);
      expect(rows.next([cell('a')])).toEqual([again, 'a']);
    }
  });
});

it.each([
  [undefined, 1, 1],
  ['x', 1, 1],
  ['-3', 1, 1],
  ['0', 65_534, 1],
  ['2', 2, 2],
  ['99999999999', 65_534, 1000],
])('a span of %s is %i rows and %i columns', (said, rows, columns) => {
  expect([rowsOf(said), columnsOf(said)]).toEqual([rows, columns]);
});
