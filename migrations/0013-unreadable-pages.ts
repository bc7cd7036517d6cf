import type { Knex } from 'knex';

/** Which pages of a document are pictures that nobody could read. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('documents', (table) => {
    // JSON list of page numbers; null for none.
    table.text('unreadable_pages');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table documents drop column unreadable_pages');
}
