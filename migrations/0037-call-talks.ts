import type { Knex } from 'knex';
import { time } from './columns.ts';

/** A caller may ask for something new, or delete the talk in the app: a call goes on in several talks. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('call_talks', (table) => {
    table.string('call_id', 64).notNullable().references('id').inTable('calls').onDelete('CASCADE');
    table.string('conversation_id', 64).notNullable().references('id').inTable('conversations').onDelete('CASCADE');
    time(table, 'began_at');
    table.primary(['call_id', 'conversation_id']);
    table.index(['conversation_id']);
  });
  await knex.raw(
    'insert into call_talks (call_id, conversation_id, began_at) ' +
      'select id, conversation_id, started_at from calls where conversation_id is not null',
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('call_talks');
}
