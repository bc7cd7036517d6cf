import type { Knex } from 'knex';

/**
 * A document with thousands of passages is deleted in several steps. From the first one on it is noted here, and to everybody as if it
 * were gone already.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('documents', (table) => {
    table.boolean('removed').notNullable().defaultTo(false);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex('documents').where({ removed: true }).delete();
  await knex.raw('alter table documents drop column removed');
}
