import type { Knex } from 'knex';
import { learner, time } from './columns.ts';

/** Embedders of before whose vectors have so many numbers; of any other one the vectors are made anew. */
const KNOWN = ['hash-v1', 'Xenova/all-MiniLM-L6-v2@q8', 'Xenova/all-MiniLM-L6-v2@fp32'];
const DIMENSIONS = 384;

/**
 * Which vectors of a learner answer, which are being made, and which are to go; and of what was said, too, whether its
 * vector is stored.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('vector_spaces', (table) => {
    learner(table);
    // 'material' or 'talks'
    table.string('kind', 16).notNullable();
    table.string('embedder_id', 200).notNullable();
    table.integer('dimensions').notNullable();
    // 'building', 'serving', 'rebuild', 'old' or 'dropping'
    table.string('state', 16).notNullable();
    time(table, 'changed_at');
    table.string('lease_owner', 128);
    table.bigInteger('lease_until');
    table.primary(['learner_id', 'kind', 'embedder_id']);
    table.index(['state']);
  });
  await knex.schema.alterTable('passages', (table) => {
    table.index(['learner_id', 'embedded_by']);
  });
  // Not through knex, which on SQLite makes the table anew and forgets its triggers.
  await knex.raw('alter table message_terms add column embedded_by varchar(200)');
  await knex.raw('create index message_terms_embedded on message_terms (embedded_by, row_id)');
  await knex.raw('create index message_terms_learner_embedded on message_terms (learner_id, embedded_by)');
  // Where all of a learner's vectors are of one embedder: they serve on.
  await knex.raw(
    `insert into vector_spaces (learner_id, kind, embedder_id, dimensions, state, changed_at)
     select learner_id, 'material', max(embedded_by), ${DIMENSIONS}, 'serving', 0 from passages group by learner_id
     having min(embedded_by) = max(embedded_by) and count(*) = count(embedded_by) and max(embedded_by) in (?, ?, ?)`,
    KNOWN,
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('vector_spaces');
  await knex.raw('drop index message_terms_learner_embedded');
  await knex.raw('drop index message_terms_embedded');
  await knex.raw('alter table message_terms drop column embedded_by');
  await knex.schema.alterTable('passages', (table) => {
    table.dropIndex(['learner_id', 'embedded_by']);
  });
}
