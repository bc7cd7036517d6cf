import type { Knex } from 'knex';
import { id, learner, time } from './columns.ts';

/** What learners said, as sound, where they want it kept. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('learners', (table) => {
    table.boolean('keeps_recordings').notNullable().defaultTo(false);
  });
  await knex.schema.createTable('recordings', (table) => {
    id(table);
    learner(table);
    table.string('conversation_id', 64).notNullable().references('id').inTable('conversations').onDelete('CASCADE');
    // Not a foreign key: the sound may be there before the words are.
    table.string('message_id', 64).notNullable();
    table.string('blob_key', 200).notNullable();
    table.bigInteger('bytes').notNullable();
    table.integer('duration_ms').notNullable();
    time(table, 'created_at').index();
    table.index(['learner_id', 'created_at', 'id']);
    table.index(['conversation_id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('recordings');
  await knex.raw('alter table learners drop column ??', ['keeps_recordings']);
}
