import type { FileRecords } from '../../ports/file-records.ts';
import type { Database } from './database.ts';

export function createFileRecords({ knex }: Database): FileRecords {
  return {
    async orphans(keys) {
      const asked = [...new Set(keys.map(learnerOf))];
      const learners: string[] = await knex('learners').whereIn('id', asked).pluck('id');
      const isKnown = new Set(learners);
      const ours = keys.filter((key) => isKnown.has(learnerOf(key)));
      if (ours.length === 0) return [];
      const ofLearners = (table: string) => knex(table).whereIn('learner_id', learners);
      // Removals last: rows become these, and would be missed in between otherwise.
      const tables = [knex('upload_parts'), ...['documents', 'recordings', 'removals'].map(ofLearners)];
      const named = new Set<string>();
      for (const rows of tables)
        for (const key of await rows.whereIn('blob_key', ours).pluck('blob_key')) named.add(key);
      return ours.filter((key) => !named.has(key));
    },
  };
}

function learnerOf(key: string): string {
  return key.split('/', 1)[0] ?? '';
}
