import type { Knex } from 'knex';

/** What was said in another talk that an answer takes up, as it was told: JSON, null where there is nothing. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('messages', (table) => {
    table.text('earlier_talk');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table messages drop column earlier_talk');
}
