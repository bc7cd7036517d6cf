import type { Knex } from 'knex';
import { id, learner, time } from './columns.ts';

/** The learner's material, its passages, and what other stores must still remove of it. */
export async function up(knex: Knex): Promise<void> {
  await createDocuments(knex);
  await createPassages(knex);
  // No foreign keys: these rows outlive the learner, until vectors and files are gone too.
  await knex.schema.createTable('removals', (table) => {
    id(table);
    table.string('learner_id', 64).notNullable().index();
    table.string('document_id', 64);
    table.text('blob_key');
  });
}

async function createDocuments(knex: Knex): Promise<void> {
  await knex.schema.createTable('documents', (table) => {
    id(table);
    learner(table);
    table.text('title').notNullable();
    table.string('kind', 128).notNullable();
    table.bigInteger('bytes').notNullable();
    table.string('hash', 64).notNullable();
    table.text('blob_key').notNullable();
    table.integer('pages');
    table.string('status', 16).notNullable();
    table.integer('passage_count').notNullable();
    table.string('failure_code', 64);
    table.text('failure_message');
    time(table, 'created_at');
    // Readings begun since it was queued: a document that kills the process is known by them.
    table.integer('attempts').notNullable().defaultTo(0);
    table.string('lease_owner', 128);
    table.bigInteger('lease_until');
    table.index(['learner_id', 'created_at', 'id']);
    table.index(['learner_id', 'hash']);
  });
  await knex.raw(
    "create index documents_unfinished on documents (created_at, id) where status in ('queued', 'extracting', 'embedding')",
  );
  // Apart from `documents`, so that listing them never reads their whole text.
  await knex.schema.createTable('document_contents', (table) => {
    table.string('document_id', 64).primary().references('id').inTable('documents').onDelete('CASCADE');
    table.text('text').notNullable();
    // JSON list of the offsets at which pages begin.
    table.text('pages').notNullable();
  });
}

async function createPassages(knex: Knex): Promise<void> {
  await knex.schema.createTable('passages', (table) => {
    // The full-text index knows passages by this number.
    table.bigIncrements('row_id');
    table.string('id', 64).notNullable().unique();
    table.string('document_id', 64).notNullable().references('id').inTable('documents').onDelete('CASCADE');
    learner(table);
    table.integer('ordinal').notNullable();
    table.integer('start_offset').notNullable();
    table.integer('end_offset').notNullable();
    table.integer('page');
    // JSON list, outermost first.
    table.text('headings').notNullable();
    table.text('text').notNullable();
    // The embedder whose vector of it is stored; null while there is none.
    table.string('embedded_by', 200);
    table.unique(['document_id', 'ordinal']);
    table.index(['document_id', 'embedded_by']);
    table.index(['embedded_by', 'row_id']);
    table.index(['learner_id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['removals', 'passages', 'document_contents', 'documents']) await knex.schema.dropTable(table);
}
