import type { Knex } from 'knex';

/**
 * Twilio's id of the call that an answer was given to as text, and from when, ms since the epoch, where its question had waited
 * for others: when the call's server is killed nobody else knows what can have been heard of it. Null for answers of nodes of an
 * older version, of which all counts as heard then.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('messages', (table) => {
    table.string('call_sid', 64);
    table.bigInteger('begun_at');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const column of ['begun_at', 'call_sid']) await knex.raw(`alter table messages drop column ${column}`);
}
