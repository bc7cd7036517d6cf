import { workerData } from 'node:worker_threads';
import knex from 'knex';
import { type ServedModel, serveJobs } from '../../threads/serve-jobs.ts';
import { sqliteConfig } from './sqlite.ts';
import { createTextSearch, type TextAnswer, type TextRequest } from './text-search.ts';

/** A connection of its own that can only read: SQLite lets it, while another one writes. */
async function load(): Promise<ServedModel<undefined, TextRequest, TextAnswer>> {
  const { file }: { file: string } = workerData;
  const connection = knex(sqliteConfig({ kind: 'sqlite', file }, true));
  await connection.raw('select 1');
  const search = createTextSearch(connection);
  return {
    ready: undefined,
    run: async (request) => ({ answer: await search(request) }),
    dispose: () => connection.destroy(),
  };
}

await serveJobs(load);
