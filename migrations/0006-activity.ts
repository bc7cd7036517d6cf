import type { Knex } from 'knex';
import { id, learner, time } from './columns.ts';

/** What learners thought of answers, what happened lately, and what it cost. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('feedback', (table) => {
    id(table);
    learner(table);
    table.string('message_id', 64).notNullable().references('id').inTable('messages').onDelete('CASCADE');
    table.integer('rating').notNullable();
    table.text('comment');
    time(table, 'created_at').index();
    table.unique(['message_id', 'learner_id']);
    table.index(['learner_id']);
  });
  // Kept for seven days.
  await knex.schema.createTable('activity', (table) => {
    id(table);
    learner(table);
    table.string('kind', 64).notNullable();
    table.string('subject_id', 64);
    table.text('detail');
    time(table, 'at').index();
    table.index(['learner_id', 'at', 'id']);
  });
  // One row a turn. No foreign key to messages: a deleted conversation was paid for all the same.
  await knex.schema.createTable('usage', (table) => {
    table.string('turn_id', 64).primary();
    learner(table);
    table.text('model').notNullable();
    // UTC, YYYY-MM-DD.
    table.string('day', 10).notNullable().index();
    table.bigInteger('input_tokens').notNullable();
    table.bigInteger('output_tokens').notNullable();
    table.bigInteger('cached_tokens').notNullable();
    table.double('cost_usd').notNullable();
    time(table, 'created_at');
    table.index(['learner_id', 'day']);
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['usage', 'activity', 'feedback']) await knex.schema.dropTable(table);
}
