import type { Knex } from 'knex';
import { lexemesOf, toBlob } from '../src/adapters/knex/lexemes.ts';
import { insertEntry, saidRows } from '../src/adapters/knex/message-index.ts';
import { learner } from './columns.ts';

const BATCH = 500;

/**
 * What ranking reads of each passage, and the same kind of index over what was said. Analysis is the program's as it is when
 * this step runs, as it has to be: an index is only as good as it agrees with how queries are read.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('passages', (table) => {
    table.binary('lexemes');
  });
  await createMessageTerms(knex);
  await analysePassages(knex);
  await analyseMessages(knex);
}

async function createMessageTerms(knex: Knex): Promise<void> {
  await knex.schema.createTable('message_terms', (table) => {
    // The full-text index knows messages by this number.
    table.bigIncrements('row_id');
    table.string('message_id', 64).notNullable().unique().references('id').inTable('messages').onDelete('CASCADE');
    table.string('conversation_id', 64).notNullable();
    learner(table);
    table.index(['learner_id']);
    table.integer('position').notNullable();
    table.binary('lexemes').notNullable();
    if (isPostgres(knex)) table.specificType('search', 'tsvector');
  });
  if (isPostgres(knex)) {
    await knex.raw('create index message_terms_search on message_terms using gin (search)');
    return;
  }
  await knex.raw(
    `create virtual table message_search using fts5(terms, owner, content='', contentless_delete=1, ` +
      `tokenize="porter unicode61 remove_diacritics 0 categories 'L* N* M* Co'")`,
  );
  await knex.raw(
    'create trigger message_terms_unindex after delete on message_terms ' +
      'begin delete from message_search where rowid = old.row_id; end',
  );
}

async function analysePassages(knex: Knex): Promise<void> {
  for (let after = 0; ; ) {
    const rows: { row_id: number; headings: string; text: string }[] = await knex('passages')
      .where('row_id', '>', after)
      .orderBy('row_id')
      .limit(BATCH)
      .select('row_id', 'headings', 'text');
    for (const row of rows) {
      const headings: string[] = JSON.parse(row.headings);
      const lexemes = toBlob(lexemesOf([...headings, row.text].join('\n')));
      await knex('passages').where({ row_id: row.row_id }).update({ lexemes });
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last.row_id;
  }
}

async function analyseMessages(knex: Knex): Promise<void> {
  for (let after = ''; ; ) {
    const rows: { id: string }[] = await knex('messages')
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH)
      .select('id');
    const ids = rows.map(({ id }) => id);
    for (const row of await saidRows(knex, ids)) if (row.said !== '') await insertEntry(knex, row);
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
  }
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('message_terms');
  if (!isPostgres(knex)) await knex.raw('drop table message_search');
  // Not through knex, which on SQLite makes the table anew and forgets its triggers.
  await knex.raw('alter table passages drop column lexemes');
}

function isPostgres(knex: Knex): boolean {
  return knex.client.config.client === 'pg';
}
