import type { Knex } from 'knex';
import { id, learner, time } from './columns.ts';

/** Files that come in several requests, and the parts of them that are there. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('uploads', (table) => {
    id(table);
    learner(table);
    table.text('name').notNullable();
    table.bigInteger('bytes').notNullable();
    table.bigInteger('received').notNullable();
    // What became of it, as JSON, once it is whole.
    table.text('ended');
    time(table, 'created_at');
    time(table, 'touched_at').index();
    table.index(['learner_id']);
  });
  await knex.schema.createTable('upload_parts', (table) => {
    table.string('upload_id', 64).notNullable().references('id').inTable('uploads').onDelete('CASCADE');
    table.bigInteger('start').notNullable();
    table.string('blob_key', 200).notNullable().unique();
    table.primary(['upload_id', 'start']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('upload_parts');
  await knex.schema.dropTable('uploads');
}
