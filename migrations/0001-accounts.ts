import type { Knex } from 'knex';
import { id, learner, time } from './columns.ts';

/** Learners, their sign-ins, their bearer tokens, and invites. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('learners', (table) => {
    id(table);
    table.string('email', 254).notNullable().unique();
    table.text('name').notNullable();
    table.text('password_hash').notNullable();
    table.string('role', 16).notNullable();
    table.string('language', 64);
    time(table, 'created_at');
  });
  await knex.schema.createTable('sessions', (table) => {
    id(table);
    learner(table);
    table.string('token_hash', 64).notNullable().unique();
    table.text('user_agent').notNullable();
    table.text('address').notNullable();
    time(table, 'created_at');
    time(table, 'last_seen_at').index();
    time(table, 'expires_at').index();
    table.index(['learner_id', 'created_at']);
  });
  await knex.schema.createTable('api_tokens', (table) => {
    id(table);
    learner(table);
    table.text('name').notNullable();
    table.string('token_hash', 64).notNullable().unique();
    time(table, 'created_at');
    table.bigInteger('last_used_at');
    table.index(['learner_id', 'created_at']);
  });
  await knex.schema.createTable('invites', (table) => {
    id(table);
    table.string('code_hash', 64).notNullable().unique();
    table.string('created_by', 64).notNullable().references('id').inTable('learners').onDelete('CASCADE');
    time(table, 'created_at');
    time(table, 'expires_at');
    table.bigInteger('redeemed_at');
    table.index(['created_by']);
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['invites', 'api_tokens', 'sessions', 'learners']) await knex.schema.dropTable(table);
}
