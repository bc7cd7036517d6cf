import type { Knex } from 'knex';

/**
 * When something was heard of a call last, ms since the epoch: whoever's end nobody tells is closed by it. Null for calls that began
 * at a node of an older version, which keeps no such time.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('calls', (table) => {
    table.bigInteger('sign_at');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table calls drop column sign_at');
}
