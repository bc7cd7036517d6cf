import type { Knex } from 'knex';
import { id, time } from './columns.ts';

/** Codes that link a number, PINs for shared phones, and the calls themselves. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('phone_links', (table) => {
    table.text('pin_hash');
    table.bigInteger('last_call_at');
  });
  await knex.schema.createTable('phone_link_codes', (table) => {
    // One code a learner: a new one puts the one before out of use.
    table.string('learner_id', 64).primary().references('id').inTable('learners').onDelete('CASCADE');
    table.string('code_hash', 64).notNullable().unique();
    time(table, 'expires_at').index();
  });
  await knex.schema.createTable('calls', (table) => {
    id(table);
    table.string('call_sid', 64).notNullable().unique();
    // Null for a caller whose number is not linked: nothing is kept of them but that they called.
    table.string('learner_id', 64).references('id').inTable('learners').onDelete('CASCADE');
    table.string('conversation_id', 64).references('id').inTable('conversations').onDelete('SET NULL');
    table.string('mode', 16).notNullable();
    table.string('status', 24).notNullable();
    // SHA-256 of the single-use token that ties a socket to this call; empty once it was used.
    table.string('token_hash', 64);
    // The socket session whose loss was dealt with last.
    table.string('lost_session', 64);
    table.integer('reconnects').notNullable().defaultTo(0);
    table.integer('duration_s');
    table.double('cost_usd');
    table.string('error_code', 32);
    // How the call is to go on when we close its socket ourselves: hang_up or transfer.
    table.string('ending', 16);
    time(table, 'started_at');
    table.bigInteger('ended_at');
    table.index(['learner_id', 'started_at', 'id']);
    table.index(['conversation_id']);
    table.index(['status', 'started_at']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('calls');
  await knex.schema.dropTable('phone_link_codes');
  await knex.schema.alterTable('phone_links', (table) => {
    table.dropColumns('pin_hash', 'last_call_at');
  });
}
