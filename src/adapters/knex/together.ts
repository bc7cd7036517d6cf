import type { Knex } from 'knex';

type Results<Statements extends readonly (() => PromiseLike<unknown>)[]> = {
  -readonly [N in keyof Statements]: Awaited<ReturnType<Statements[N]>>;
};

/**
 * Statements of a transaction that need nothing of each other, in this order. SQLite's thread is woken once for all of them;
 * PostgreSQL's client wants to be given one at a time.
 */
export function together<const Statements extends readonly (() => PromiseLike<unknown>)[]>(
  trx: Knex,
  ...statements: Statements
): Promise<Results<Statements>>;
export async function together(trx: Knex, ...statements: (() => PromiseLike<unknown>)[]): Promise<unknown[]> {
  if (trx.client.config.client !== 'pg') return await Promise.all(statements.map((run) => run()));
  const results: unknown[] = [];
  for (const run of statements) results.push(await run());
  return results;
}
