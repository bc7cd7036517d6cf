import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ChromaChild } from '../../../src/adapters/chroma/child.ts';
import { createChromaVectorStore } from '../../../src/adapters/chroma/vector-store.ts';
import { leaning, newSpace, vectorStoreContract } from '../../contracts/vector-store.ts';
import { fileChroma, testChroma } from '../../support/chroma.ts';

const server = fileChroma();
let chroma: ChromaChild;
beforeAll(async () => {
  chroma = await server.start();
});
afterAll(() => server.stop());

vectorStoreContract('a Chroma child', async () => createChromaVectorStore(chroma));

vectorStoreContract('a Chroma server by URL', async () => {
  const url = chroma.url();
  return createChromaVectorStore({ url: () => url, tenant: 'default_tenant', database: 'default_database' });
});

/** An HTTP server that does what the test wants instead of being Chroma. */
async function impostor(answer: (path: string, token: string | undefined) => object | undefined) {
  const server = createServer((req, res) => {
    const token = req.headers['x-chroma-token'];
    const body = answer(req.url ?? '', typeof token === 'string' ? token : undefined);
    if (body) res.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

describe('Chroma out of reach', () => {
  it('is told as vectors_unavailable, whatever was asked', async () => {
    const { child } = await testChroma();
    const store = createChromaVectorStore(child);
    const space = newSpace();
    await child.stop();
    const unavailable = { code: 'vectors_unavailable', status: 503, retryable: true };
    await expect(store.query(space, leaning(0), { limit: 1 })).rejects.toMatchObject(unavailable);
    await expect(store.ping()).rejects.toMatchObject(unavailable);
    await expect(store.drop(space.learnerId)).rejects.toMatchObject(unavailable);
    await expect(store.removeDocument(space.learnerId, 'd')).rejects.toMatchObject(unavailable);
    const item = { passageId: 'p', documentId: 'd', vector: leaning(0) };
    await expect(store.upsert(space, [item])).rejects.toMatchObject(unavailable);
  });

  it('lets go of a server that accepts and never answers', async () => {
    const url = await impostor(() => undefined);
    const store = createChromaVectorStore({ url: () => url });
    const impatient = AbortSignal.timeout(50);
    await expect(store.ping(impatient)).rejects.toThrow(expect.objectContaining({ name: 'TimeoutError' }));
  });

  it('takes an answer that makes no sense for no answer', async () => {
    const url = await impostor(() => ({ surprise: true }));
    const store = createChromaVectorStore({ url: () => url });
    await expect(store.query(newSpace(), leaning(0), { limit: 1 })).rejects.toMatchObject({
      code: 'vectors_unavailable',
    });
  });
});

describe('Chroma with a key', () => {
  it('is sent the key, and asked which tenant and database it opens', async () => {
    const asked: (string | undefined)[] = [];
    const url = await impostor((path, token) => {
      asked.push(`${path} ${token}`);
      if (path.endsWith('/auth/identity')) return { user_id: 'u', tenant: 'acme', databases: ['notes'] };
      if (path.endsWith('/pre-flight-checks')) return { max_batch_size: 100 };
      return [];
    });
    await createChromaVectorStore({ url: () => url, apiKey: 'k-1' }).drop('learner');
    expect(asked.at(-1)).toMatch(/tenants\/acme\/databases\/notes\/collections\?.* k-1$/);
    expect(asked.every((line) => line?.endsWith(' k-1'))).toBe(true);
  });
});
