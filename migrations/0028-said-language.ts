import type { Knex } from 'knex';

/**
 * What a message is in, so that its words are stemmed as that language's. Those that are there already have none: they were analysed
 * as English, and are found as such until `npm run reindex`.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table message_terms add column language varchar(8)');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table message_terms drop column language');
}
