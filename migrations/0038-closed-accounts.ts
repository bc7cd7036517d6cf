import type { Knex } from 'knex';

/**
 * An account with thousands of messages is deleted in several steps. From the first one on it is noted here, and to everybody as if it
 * were gone already.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('learners', (table) => {
    table.boolean('closed').notNullable().defaultTo(false);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex('learners').where({ closed: true }).delete();
  await knex.raw('alter table learners drop column closed');
}
