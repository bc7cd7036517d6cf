import type { Knex } from 'knex';
import { id, learner, time } from './columns.ts';

/** What was said, and the passages that stood behind it. */
export async function up(knex: Knex): Promise<void> {
  await createConversations(knex);
  await createMessages(knex);
  await createCitations(knex);
}

async function createConversations(knex: Knex): Promise<void> {
  await knex.schema.createTable('conversations', (table) => {
    id(table);
    learner(table);
    table.text('title').notNullable();
    table.string('mode', 16).notNullable();
    table.string('language', 64);
    // JSON list of ids; null means all of the learner's documents.
    table.text('document_ids');
    time(table, 'created_at');
    time(table, 'updated_at');
    table.index(['learner_id', 'updated_at', 'id']);
  });
}

async function createMessages(knex: Knex): Promise<void> {
  await knex.schema.createTable('messages', (table) => {
    id(table);
    table.string('conversation_id', 64).notNullable().references('id').inTable('conversations').onDelete('CASCADE');
    learner(table);
    table.string('turn_id', 64).notNullable();
    // Place in the conversation. A regenerated answer takes the place of the one it supersedes.
    table.integer('position').notNullable();
    table.string('role', 16).notNullable();
    table.text('text').notNullable();
    table.text('heard_text');
    table.string('status', 16).notNullable();
    table.string('error_code', 64);
    table.string('source', 16);
    table.text('model');
    table.text('timings');
    table.text('usage');
    // While pending: the process that runs the turn, and until when it is believed alive.
    table.string('owner', 128);
    table.bigInteger('lease_until');
    table.bigInteger('superseded_at');
    time(table, 'created_at');
    table.index(['turn_id']);
    table.index(['learner_id']);
    table.index(['conversation_id', 'position']);
  });
  await knex.raw(
    'create unique index messages_place on messages (conversation_id, position) where superseded_at is null',
  );
  // Few turns are pending at any time: this index stays tiny however long the history grows.
  await knex.raw("create index messages_pending on messages (owner, lease_until) where status = 'pending'");
}

async function createCitations(knex: Knex): Promise<void> {
  await knex.schema.createTable('citations', (table) => {
    table.string('message_id', 64).notNullable().references('id').inTable('messages').onDelete('CASCADE');
    table.integer('ordinal').notNullable();
    table.integer('n').notNullable();
    table.integer('sentence').notNullable();
    // No foreign keys: what was said keeps its quotes and titles when the document is deleted.
    table.string('passage_id', 64).notNullable();
    table.string('document_id', 64).notNullable();
    table.text('title').notNullable();
    table.integer('page');
    table.integer('start_offset').notNullable();
    table.integer('end_offset').notNullable();
    table.text('quote').notNullable();
    table.primary(['message_id', 'ordinal']);
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['citations', 'messages', 'conversations']) await knex.schema.dropTable(table);
}
