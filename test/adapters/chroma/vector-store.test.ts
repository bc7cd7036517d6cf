import type { RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ChromaChild } from '../../../src/adapters/chroma/child.ts';
import { createChromaVectorStore } from '../../../src/adapters/chroma/vector-store.ts';
import { leaning, newSpace, vectorStoreContract } from '../../contracts/vector-store.ts';
import { fileChroma, testChroma } from '../../support/chroma.ts';
import { listen } from '../../support/listen.ts';

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
  return served((req, res) => {
    const token = req.headers['x-chroma-token'];
    const body = answer(req.url ?? '', typeof token === 'string' ? token : undefined);
    if (body) res.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
}

/** @returns the address of a server that is there until the test ends */
async function served(handler: RequestListener): Promise<string> {
  const server = await listen(handler);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server.url;
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

describe('vectors that are stored', () => {
  const item = { passageId: 'p', documentId: 'd', vector: leaning(0) };

  it('are stored anew where another node has dropped the space meanwhile', async () => {
    const [one, other] = [createChromaVectorStore(chroma), createChromaVectorStore(chroma)];
    const space = newSpace();
    await one.upsert(space, [item]);
    await other.dropSpace(space);
    await one.upsert(space, [item]);
    expect(await one.query(space, leaning(0), { limit: 1 })).toMatchObject([{ passageId: 'p' }]);
  });

  it('go packed to a server that takes them so, and as numbers to one that does not', async () => {
    const real = chroma.url() ?? '';
    for (const isPacked of [true, false]) {
      const sent: unknown[] = [];
      const url = await between(real, (path, body) => {
        if (path.endsWith('/upsert')) sent.push(typeof JSON.parse(body).embeddings[0]);
        return path.endsWith('/pre-flight-checks')
          ? JSON.stringify({ max_batch_size: 1000, supports_base64_encoding: isPacked })
          : undefined;
      });
      const store = createChromaVectorStore({ url: () => url });
      const space = newSpace();
      await store.upsert(space, [item]);
      expect(sent).toEqual([isPacked ? 'string' : 'object']);
      const [hit] = await store.query(space, leaning(0), { limit: 1 });
      expect(hit?.score).toBeCloseTo(1, 3);
    }
  });
});

/** A server that hands requests on to another one, but for those that it answers itself. */
async function between(real: string, answer: (path: string, body: string) => string | undefined): Promise<string> {
  return served(async (req, res) => {
    const body = await text(req);
    const own = answer(req.url ?? '', body);
    const init = {
      method: req.method ?? 'GET',
      headers: { 'content-type': 'application/json' },
      ...(body && { body }),
    };
    const given = own === undefined ? await fetch(new URL(req.url ?? '/', real), init) : new Response(own);
    res.writeHead(given.status, { 'content-type': 'application/json' }).end(await given.text());
  });
}
