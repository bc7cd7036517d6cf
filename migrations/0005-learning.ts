import type { Knex } from 'knex';
import { id, learner, time } from './columns.ts';

/** What a learner is to know, the cards that bring it back, and what the tutor remembers of them. */
export async function up(knex: Knex): Promise<void> {
  await createObjectives(knex);
  await createCards(knex);
  await createGoals(knex);
  await createMemories(knex);
}

async function createObjectives(knex: Knex): Promise<void> {
  await knex.schema.createTable('objectives', (table) => {
    id(table);
    learner(table);
    reference(table, 'document_id', 'documents');
    table.text('title').notNullable();
    table.text('topic');
    table.integer('position').notNullable();
    table.double('mastery').notNullable();
    time(table, 'created_at');
    time(table, 'updated_at');
    table.index(['learner_id', 'position', 'id']);
  });
}

async function createCards(knex: Knex): Promise<void> {
  await knex.schema.createTable('cards', (table) => {
    id(table);
    learner(table);
    reference(table, 'objective_id', 'objectives');
    reference(table, 'document_id', 'documents');
    table.string('passage_id', 64);
    table.text('front').notNullable();
    table.text('back').notNullable();
    table.text('quote');
    // JSON: the scheduler's state, which can be rebuilt by replaying the reviews.
    table.text('state').notNullable();
    time(table, 'due_at');
    table.bigInteger('suspended_at');
    time(table, 'created_at');
    time(table, 'updated_at');
    table.index(['learner_id', 'due_at', 'id']);
  });
  // Append-only: sorted by time and replayed, they give the card's state on every device.
  await knex.schema.createTable('reviews', (table) => {
    id(table);
    table.string('card_id', 64).notNullable().references('id').inTable('cards').onDelete('CASCADE');
    learner(table);
    table.integer('rating').notNullable();
    table.boolean('assisted').notNullable();
    table.integer('duration_ms');
    table.string('source', 16).notNullable();
    time(table, 'reviewed_at');
    time(table, 'created_at');
    table.index(['card_id', 'reviewed_at', 'id']);
    table.index(['learner_id', 'reviewed_at', 'id']);
  });
}

async function createGoals(knex: Knex): Promise<void> {
  await knex.schema.createTable('goals', (table) => {
    id(table);
    learner(table);
    reference(table, 'message_id', 'messages');
    table.text('text').notNullable();
    table.string('status', 16).notNullable();
    table.bigInteger('due_at');
    time(table, 'created_at');
    time(table, 'updated_at');
    table.index(['learner_id', 'created_at', 'id']);
  });
}

async function createMemories(knex: Knex): Promise<void> {
  await knex.schema.createTable('memories', (table) => {
    id(table);
    learner(table);
    reference(table, 'message_id', 'messages');
    table.string('kind', 32).notNullable();
    table.text('text').notNullable();
    // The learner's own sentence that it comes from.
    table.text('quote').notNullable();
    time(table, 'created_at');
    time(table, 'updated_at');
    table.index(['learner_id', 'created_at', 'id']);
  });
}

/** A pointer to where something came from; it goes blank when that is deleted. */
function reference(table: Knex.CreateTableBuilder, column: string, target: string): void {
  table.string(column, 64).references('id').inTable(target).onDelete('SET NULL');
  table.index([column]);
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['memories', 'goals', 'reviews', 'cards', 'objectives']) await knex.schema.dropTable(table);
}
