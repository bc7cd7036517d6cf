import type { Knex } from 'knex';

/** Where in the answer a citation's sentence ends. For a while the table was made with the column: those have it already. */
export async function up(knex: Knex): Promise<void> {
  if (await knex.schema.hasColumn('citations', 'text_offset')) return;
  await knex.schema.alterTable('citations', (table) => {
    table.integer('text_offset');
  });
}

export async function down(knex: Knex): Promise<void> {
  // As it stands: knex's own way on SQLite copies the table.
  await knex.raw('alter table citations drop column text_offset');
}
