import type { Knex } from 'knex';
import { SAID, wordsIn } from '../src/adapters/knex/message-index.ts';

/** Rows of one statement. */
const BATCH = 500;

/** The words of each message, which tell what a misspelled one was meant to be when talks are searched. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table message_terms add column words text');
  let last = 0;
  for (;;) {
    const rows: { row_id: number; said: string }[] = await knex('message_terms')
      .join('messages', 'messages.id', 'message_terms.message_id')
      .where('row_id', '>', last)
      .orderBy('row_id')
      .limit(BATCH)
      .select('row_id', knex.raw(`${SAID} as said`));
    for (const { row_id, said } of rows)
      await knex('message_terms')
        .where({ row_id })
        .update({ words: wordsIn(said) });
    last = Number(rows.at(-1)?.row_id ?? 0);
    if (rows.length < BATCH) return;
  }
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table message_terms drop column words');
}
