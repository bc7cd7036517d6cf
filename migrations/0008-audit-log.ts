import type { Knex } from 'knex';
import { id, time } from './columns.ts';

/** What operators did. The entry stays when its actor's account goes, without naming them. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('audit_log', (table) => {
    id(table);
    table.string('actor_id', 64).references('id').inTable('learners').onDelete('SET NULL');
    table.string('action', 64).notNullable();
    table.string('subject_id', 64);
    table.text('detail');
    time(table, 'at');
    table.index(['at', 'id']);
    table.index(['actor_id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('audit_log');
}
