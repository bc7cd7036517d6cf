import type { Knex } from 'knex';

/**
 * What a document is written in, so that its words are stemmed as that language's. Documents that are there already have none:
 * the server tells it, and analyses them again, in the background.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('documents', (table) => {
    table.string('language', 8);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table documents drop column language');
}
