import type { Knex } from 'knex';
import { noteDocumentWords } from '../src/adapters/knex/document-words.ts';
import { collectWords } from '../src/adapters/knex/vocabulary.ts';

/** The words of each document, which tell what a misspelled one was meant to be. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('document_words', (table) => {
    table.string('document_id', 64).primary().references('id').inTable('documents').onDelete('CASCADE');
    table.text('words').notNullable();
  });
  const documents: { id: string }[] = await knex('documents').where('passage_count', '>', 0).select('id');
  for (const { id } of documents) {
    const rows: { headings: string; text: string }[] = await knex('passages')
      .where({ document_id: id })
      .select('headings', 'text');
    const words = new Set<string>();
    for (const { headings, text } of rows) collectWords(words, `${headings} ${text}`);
    await noteDocumentWords(knex, id, words);
  }
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('document_words');
}
