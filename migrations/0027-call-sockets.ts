import type { Knex } from 'knex';

/** When the socket of a call was opened last, ms since the epoch: Twilio tells of a lost one only for how long it was open. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('calls', (table) => {
    table.bigInteger('socket_at');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table calls drop column socket_at');
}
