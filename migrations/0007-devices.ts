import type { Knex } from 'knex';
import { id, learner, time } from './columns.ts';

/** Phones, push, the offline outbox, and answers kept for repeated requests. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('phone_links', (table) => {
    id(table);
    learner(table);
    // E.164.
    table.string('phone', 20).notNullable().unique();
    table.bigInteger('verified_at');
    time(table, 'created_at');
    table.index(['learner_id']);
  });
  await knex.schema.createTable('push_subscriptions', (table) => {
    id(table);
    learner(table);
    table.string('endpoint', 2000).notNullable().unique();
    table.text('p256dh').notNullable();
    table.text('auth').notNullable();
    table.bigInteger('last_sent_at');
    time(table, 'created_at');
    table.index(['learner_id']);
  });
  await knex.schema.createTable('client_mutations', (table) => {
    learner(table);
    table.string('client_id', 64).notNullable();
    table.bigInteger('seq').notNullable();
    table.string('mutation_id', 64).notNullable();
    table.string('kind', 64).notNullable();
    // JSON: what the client was answered, for when it asks again.
    table.text('result').notNullable();
    time(table, 'applied_at').index();
    table.primary(['learner_id', 'client_id', 'seq']);
    table.unique(['learner_id', 'mutation_id']);
  });
  await knex.schema.createTable('idempotency_keys', (table) => {
    learner(table);
    table.string('key', 255).notNullable();
    table.string('request_hash', 64).notNullable();
    // Null while the first request still runs.
    table.integer('status');
    table.text('body');
    time(table, 'created_at').index();
    table.primary(['learner_id', 'key']);
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['idempotency_keys', 'client_mutations', 'push_subscriptions', 'phone_links']) {
    await knex.schema.dropTable(table);
  }
}
