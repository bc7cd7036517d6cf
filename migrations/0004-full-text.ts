import type { Knex } from 'knex';

/**
 * The keyword index over passages. SQLite: a contentless FTS5 table whose rowid is the passage's `row_id`, with the owner as
 * a token of its own (a learner's rows are few, so the index finds them first). PostgreSQL: a tsvector with GIN.
 * Words are analysed by the application; the databases only stem.
 */
export async function up(knex: Knex): Promise<void> {
  if (isPostgres(knex)) {
    await knex.schema.alterTable('passages', (table) => {
      table.specificType('search', 'tsvector');
    });
    await knex.raw('create index passages_search on passages using gin (search)');
    return;
  }
  await knex.raw(
    `create virtual table passage_search using fts5(terms, owner, content='', contentless_delete=1, ` +
      `tokenize="porter unicode61 remove_diacritics 0 categories 'L* N* M* Co'")`,
  );
  await knex.raw(
    'create trigger passages_unindex after delete on passages ' +
      'begin delete from passage_search where rowid = old.row_id; end',
  );
}

export async function down(knex: Knex): Promise<void> {
  if (isPostgres(knex)) {
    await knex.schema.alterTable('passages', (table) => {
      table.dropColumn('search');
    });
    return;
  }
  await knex.raw('drop trigger passages_unindex');
  await knex.raw('drop table passage_search');
}

function isPostgres(knex: Knex): boolean {
  return knex.client.config.client === 'pg';
}
