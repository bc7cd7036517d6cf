import type { Knex } from 'knex';

/**
 * The white space behind a passage, so that two that follow each other can be shown as one exactly as the document has them. Of passages
 * that are there already it is not known: they are shown apart until their document is read again.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('passages', (table) => {
    table.text('after');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table passages drop column after');
}
