import type { Knex } from 'knex';

/** Uploaded files, where the nodes share nothing but the database. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('blobs', (table) => {
    table.string('key', 255).primary();
    // Another one each time the key is written: who is reading an older one then notices.
    table.string('version', 64).notNullable();
    table.bigInteger('bytes').notNullable();
  });
  await knex.schema.createTable('blob_chunks', (table) => {
    table.string('blob_key', 255).notNullable().references('key').inTable('blobs').onDelete('CASCADE');
    table.integer('ordinal').notNullable();
    table.binary('data').notNullable();
    table.primary(['blob_key', 'ordinal']);
  });
  // The primary key's index does not find prefixes unless the database sorts by bytes.
  if (isPostgres(knex)) await knex.raw('create index blobs_key_prefix on blobs (key varchar_pattern_ops)');
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['blob_chunks', 'blobs']) await knex.schema.dropTable(table);
}

function isPostgres(knex: Knex): boolean {
  return knex.client.config.client === 'pg';
}
