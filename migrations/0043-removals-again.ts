import type { Knex } from 'knex';

/**
 * What is removed of a deleted account is removed once more later: whoever had begun to store a file for it may have ended, or been
 * killed, after the first time. Until then, ms since the epoch, the removal waits; null where it is to be done for the first time.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('removals', (table) => {
    table.bigInteger('again_at');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table removals drop column again_at');
}
