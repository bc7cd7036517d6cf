import type { Knex } from 'knex';

/**
 * Columns that many tables share. Steps that have shipped rely on these: never change one, add another.
 * Ids are text, not PostgreSQL's uuid: a malformed id is then simply not found, on both databases.
 */
export function id(table: Knex.CreateTableBuilder): void {
  table.string('id', 64).primary();
}

/** Whose row it is; it goes when the learner goes. */
export function learner(table: Knex.CreateTableBuilder): void {
  table.string('learner_id', 64).notNullable().references('id').inTable('learners').onDelete('CASCADE');
}

/** Milliseconds since the Unix epoch. */
export function time(table: Knex.CreateTableBuilder, name: string): Knex.ColumnBuilder {
  return table.bigInteger(name).notNullable();
}
