import type { Knex } from 'knex';

interface Texts {
  /** Where the texts are. */
  table: string;
  group: string;
  /** Where it is noted whose vector of each is stored. */
  noted: string;
  /** Indexes that hold the column that is given up, as they are made again on the way down. */
  indexes: readonly { name: string; columns: string }[];
}

const MATERIAL: Texts = {
  table: 'passages',
  group: 'document_id',
  noted: 'passage_vectors',
  indexes: [
    { name: 'passages_document_id_embedded_by_index', columns: 'document_id, embedded_by' },
    { name: 'passages_embedded_by_row_id_index', columns: 'embedded_by, row_id' },
    { name: 'passages_learner_id_embedded_by_index', columns: 'learner_id, embedded_by' },
  ],
};

const TALKS: Texts = {
  table: 'message_terms',
  group: 'conversation_id',
  noted: 'message_vectors',
  indexes: [
    { name: 'message_terms_embedded', columns: 'embedded_by, row_id' },
    { name: 'message_terms_learner_embedded', columns: 'learner_id, embedded_by' },
  ],
};

/**
 * Whose vector of each text is stored, in a narrow table beside the texts. In the row of the text, noting it wrote the whole row anew, and on
 * PostgreSQL its entries in all indexes, the full-text one included.
 */
export async function up(knex: Knex): Promise<void> {
  for (const texts of [MATERIAL, TALKS]) await setApart(knex, texts);
}

async function setApart(knex: Knex, { table, group, noted, indexes }: Texts): Promise<void> {
  await knex.schema.createTable(noted, (columns) => {
    columns.bigInteger('row_id').primary().references('row_id').inTable(table).onDelete('CASCADE');
    columns.string('learner_id', 64).notNullable();
    // Its document or conversation.
    columns.string('group_id', 64).notNullable();
    // The embedder whose vector of it is stored; null while there is none.
    columns.string('embedded_by', 200);
  });
  await knex.raw(
    `insert into ${noted} (row_id, learner_id, group_id, embedded_by)
     select row_id, learner_id, ${group}, embedded_by from ${table}`,
  );
  await knex.schema.alterTable(noted, (columns) => {
    columns.index(['embedded_by', 'row_id']);
    columns.index(['learner_id', 'embedded_by', 'row_id']);
    columns.index(['group_id', 'embedded_by', 'row_id']);
  });
  for (const { name } of indexes) await knex.raw(`drop index ${name}`);
  // Not through knex, which on SQLite makes the table anew and forgets its triggers.
  await knex.raw(`alter table ${table} drop column embedded_by`);
  for (const statement of isPostgres(knex) ? noteInPostgres(table, group, noted) : noteInSqlite(table, group, noted))
    await knex.raw(statement);
}

/** Every text is noted as it is stored, without a vector. */
function noteInSqlite(table: string, group: string, noted: string): string[] {
  return [
    `create trigger ${noted}_note after insert on ${table} begin
     insert into ${noted} (row_id, learner_id, group_id) values (new.row_id, new.learner_id, new.${group}); end`,
  ];
}

function noteInPostgres(table: string, group: string, noted: string): string[] {
  return [
    `create function ${noted}_note() returns trigger language plpgsql as $$ begin
     insert into ${noted} (row_id, learner_id, group_id) select row_id, learner_id, ${group} from stored;
     return null; end $$`,
    `create trigger ${noted}_note after insert on ${table} referencing new table as stored
     for each statement execute function ${noted}_note()`,
  ];
}

export async function down(knex: Knex): Promise<void> {
  for (const texts of [TALKS, MATERIAL]) await putBack(knex, texts);
}

async function putBack(knex: Knex, { table, noted, indexes }: Texts): Promise<void> {
  await knex.raw(isPostgres(knex) ? `drop trigger ${noted}_note on ${table}` : `drop trigger ${noted}_note`);
  if (isPostgres(knex)) await knex.raw(`drop function ${noted}_note()`);
  await knex.raw(`alter table ${table} add column embedded_by varchar(200)`);
  await knex.raw(
    `update ${table} set embedded_by = (select embedded_by from ${noted} where ${noted}.row_id = ${table}.row_id)`,
  );
  for (const { name, columns } of indexes) await knex.raw(`create index ${name} on ${table} (${columns})`);
  await knex.schema.dropTable(noted);
}

function isPostgres(knex: Knex): boolean {
  return knex.client.config.client === 'pg';
}
