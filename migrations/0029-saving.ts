import type { Knex } from 'knex';

/**
 * Passages are stored in several steps and found once all of them are there. The one who stores a document's notes it here, until
 * then: what another one left, or goes on with after it was stopped, is told from that.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('documents', (table) => {
    table.string('saving', 64);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table documents drop column saving');
}
