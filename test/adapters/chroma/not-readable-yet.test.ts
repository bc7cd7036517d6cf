import { request } from 'node:http';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createChromaVectorStore } from '../../../src/adapters/chroma/vector-store.ts';
import { newId } from '../../../src/ids.ts';
import { fileChroma } from '../../support/chroma.ts';
import { listen } from '../../support/listen.ts';

const NOT_YET = 'Error executing plan: Internal error: Error creating hnsw segment reader: Nothing found on disk';

const chroma = fileChroma();
let target: Awaited<ReturnType<typeof chroma.start>>;
beforeAll(async () => {
  target = await chroma.start();
});
afterAll(() => chroma.stop());

/** The real Chroma, whose first answers to questions are those of an index that is being written. */
async function notReadableFor(times: number, message = NOT_YET) {
  let questions = 0;
  const server = await listen((incoming, response) => {
    questions += incoming.url?.endsWith('/query') ? 1 : 0;
    if (incoming.url?.endsWith('/query') && questions <= times) {
      incoming.resume();
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: 'InternalError', message }));
      return;
    }
    const { method, headers } = incoming;
    const onward = request(new URL(incoming.url ?? '/', target.url()), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(onward);
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const vectors = createChromaVectorStore({ url: () => server.url });
  const space = { learnerId: newId(), kind: 'talks' as const, embedderId: 'e', dimensions: 2 };
  const vector = Float32Array.of(1, 0);
  await vectors.upsert(space, [{ passageId: 'a', documentId: 'd', vector }]);
  return { ask: () => vectors.query(space, vector, { limit: 1 }), asked: () => questions };
}

test('an index that is being written for the first time is asked again', async () => {
  const { ask, asked } = await notReadableFor(3);
  expect(await ask()).toMatchObject([{ passageId: 'a' }]);
  expect(asked()).toBe(4);
});

test('one that stays unreadable is told as not available, and any other failure at once', async () => {
  const stays = await notReadableFor(9);
  await expect(stays.ask()).rejects.toMatchObject({ code: 'vectors_unavailable' });
  expect(stays.asked()).toBe(4);
  const other = await notReadableFor(9, 'Internal error: out of disk');
  await expect(other.ask()).rejects.toMatchObject({ code: 'vectors_unavailable' });
  expect(other.asked()).toBe(1);
});
