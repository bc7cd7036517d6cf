import type { Knex } from 'knex';
import { id, learner, time } from './columns.ts';

/** Collections of documents, and talks that keep to one. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('courses', (table) => {
    id(table);
    learner(table);
    table.text('name').notNullable();
    time(table, 'created_at');
    // Two of a learner's courses are told apart by their names.
    table.unique(['learner_id', 'name']);
  });
  await knex.schema.createTable('course_documents', (table) => {
    table.string('course_id', 64).notNullable().references('id').inTable('courses').onDelete('CASCADE');
    table.string('document_id', 64).notNullable().references('id').inTable('documents').onDelete('CASCADE');
    // The order in which they were put in.
    table.integer('position').notNullable();
    table.primary(['course_id', 'document_id']);
    table.index(['document_id']);
  });
  // As it stands: knex's own way on SQLite copies the table. A talk outlives its course, and is about everything then.
  await knex.raw(
    'alter table conversations add column course_id varchar(64) references courses (id) on delete set null',
  );
  await knex.raw('create index conversations_course on conversations (course_id)');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index conversations_course');
  await knex.raw('alter table conversations drop column course_id');
  for (const table of ['course_documents', 'courses']) await knex.schema.dropTable(table);
}
