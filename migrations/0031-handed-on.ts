import type { Knex } from 'knex';

/** What a caller did in a turn that came to a server about to stop, until another one has taken it up: JSON, and null at all other times. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('calls', (table) => {
    table.text('handed_on');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table calls drop column handed_on');
}
