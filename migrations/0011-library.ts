import type { Knex } from 'knex';

/** Where a document came from, what makes it the same as another, and what its learner calls it. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('documents', (table) => {
    // The address of a web page.
    table.text('source_url');
    // Two documents of a learner never share it. Null for those that were there twice before.
    table.string('identity', 64);
    // The learner's own title stays when the file says another.
    table.boolean('title_chosen').notNullable().defaultTo(false);
    // Each between line feeds, so that one can be looked for: "\nbiology\nexam\n".
    table.text('tags').notNullable().defaultTo('');
  });
  // Ids rise with time: the first of several stands for all of them.
  await knex.raw(
    'update documents set identity = hash where id in (select min(id) from documents group by learner_id, hash)',
  );
  await knex.raw('create unique index documents_identity on documents (learner_id, identity)');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index documents_identity');
  for (const column of ['tags', 'title_chosen', 'identity', 'source_url']) {
    await knex.raw('alter table documents drop column ??', [column]);
  }
}
