import type { Knex } from 'knex';

/**
 * Which stretches of speech a message was recognised from, and up to where: JSON of their ids and ms. A client that doesn't know whether
 * its learner was understood sends them again, perhaps to another server.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('messages', (table) => {
    table.text('heard_stretches');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table messages drop column heard_stretches');
}
