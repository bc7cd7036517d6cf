import type { Knex } from 'knex';

/** How long a learner wants to be waited for, where no device can say it: on the telephone. Null: they have not said. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('learners', (table) => {
    table.string('patience', 16);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table learners drop column patience');
}
