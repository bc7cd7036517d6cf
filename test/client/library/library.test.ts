import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { Library } from '../../../src/client/library/library.ts';
import type { Document } from '../../../src/protocol/rest/documents.ts';
import { device } from '../support/device.ts';
import { document, ScriptedSource } from './document-kit.ts';

type Answer = { status?: number; body: unknown };

/** Requests that wait for the test to answer them, and the streams that were opened. */
class ScriptedServer {
  readonly sources: ScriptedSource[] = [];
  readonly #waiting: { asked: string; answer: (answer: Answer) => void }[] = [];

  fetch = (path: string, options: { method?: string } = {}): Promise<Response> =>
    new Promise((resolve) => {
      const asked = `${options.method ?? 'GET'} ${path.split('?')[0]}`;
      const answer = ({ status = 200, body }: Answer) => resolve(Response.json(body, { status }));
      this.#waiting.push({ asked, answer });
    });

  get asked(): string[] {
    return this.#waiting.map(({ asked }) => asked);
  }

  /** Answers the oldest request of this kind, when it comes. */
  async answer(asked: string, body: unknown, status = 200): Promise<void> {
    await vi.waitFor(() => expect(this.asked).toContain(asked));
    const [request] = this.#waiting.splice(this.asked.indexOf(asked), 1);
    request?.answer({ status, body });
  }

  /** The newest open stream. */
  async stream(): Promise<ScriptedSource> {
    return await vi.waitFor(() => {
      const source = this.sources.at(-1);
      if (!source || source.isClosed) throw new Error('no stream is open');
      return source;
    });
  }
}

let server: ScriptedServer;
beforeEach(() => {
  server = new ScriptedServer();
  vi.stubGlobal('fetch', server.fetch);
  vi.stubGlobal(
    'EventSource',
    class extends ScriptedSource {
      constructor() {
        super();
        server.sources.push(this);
      }
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

const LIST = 'GET /api/documents';
const list = (...documents: Document[]) => ({
  documents,
  totals: { documents: documents.length, bytes: 0, quotaBytes: 1000, passages: 0, embedded: 0 },
});
const stored = (...documents: Document[]) => ({ documents, failures: [], results: [] });
const openLibrary = async () => {
  const library = new Library((await device()).database);
  onTestFinished(() => library.forget());
  return library;
};
const status = (library: Library) => library.documents.value.map((known) => known.status);
const ready = document(1, { status: 'ready', passages: 1, embedded: 1 });

it('learns of what became ready between the answer to an upload and the opening of the stream', async () => {
  const library = await openLibrary();
  const pasting = library.paste('Title', 'text');
  await server.answer('POST /api/documents', stored(document(1)), 201);
  await pasting;
  const stream = await server.stream();
  stream.begin();
  // It was read meanwhile: the stream does not count it among the unfinished.
  stream.say('current', {});
  await server.answer(`GET /api/documents/${ready.id}`, ready);
  await vi.waitFor(() => expect(status(library)).toEqual(['ready']));
  expect(stream.isClosed).toBe(true);
});

it('learns of it as well when the answer comes long after the stream was opened for another one', async () => {
  const library = await openLibrary();
  const refreshing = library.refresh();
  await server.answer(LIST, list(document(2)));
  const pasting = library.paste('Title', 'text');
  const stream = await server.stream();
  stream.begin();
  stream.say('document', document(2));
  stream.say('current', {});
  await server.answer('POST /api/documents', stored(document(1)), 201);
  await Promise.all([pasting, refreshing]);
  await server.answer(`GET /api/documents/${ready.id}`, ready);
  await vi.waitFor(() => expect(status(library)).toEqual(['ready', 'queued']));
  expect(stream.isClosed).toBe(false);
});

it('is not taken back to what a list says that was under way when the stream told more', async () => {
  const library = await openLibrary();
  const pasting = library.paste('Title', 'text');
  await server.answer('POST /api/documents', stored(document(1)), 201);
  await pasting;
  const stream = await server.stream();
  stream.begin();
  const refreshing = library.refresh();
  await vi.waitFor(() => expect(server.asked).toContain(LIST));
  stream.say('document', ready);
  expect(stream.isClosed).toBe(true);
  await server.answer(LIST, list(document(1)));
  await refreshing;
  expect(status(library)).toEqual(['ready']);
});

it('hears of a document that is deleted elsewhere while it is read', async () => {
  const library = await openLibrary();
  const refreshing = library.refresh();
  await server.answer(LIST, list(document(1)));
  await refreshing;
  const stream = await server.stream();
  stream.begin();
  stream.say('current', {});
  await server.answer(`GET /api/documents/${ready.id}`, { code: 'not_found' }, 404);
  await vi.waitFor(() => expect(status(library)).toEqual([]));
});

it('asks for the list where no stream comes through, and only the newest list counts', async () => {
  const library = await openLibrary();
  const first = library.refresh();
  await server.answer(LIST, list(document(1)));
  await first;
  (await server.stream()).fail();
  const second = library.refresh();
  await vi.waitFor(() => expect(server.asked).toEqual([LIST, LIST]));
  await server.answer(LIST, list());
  await server.answer(LIST, list(ready));
  await second;
  expect(status(library)).toEqual(['ready']);
});

it('stops following when nobody is signed in any more', async () => {
  const library = await openLibrary();
  const refreshing = library.refresh();
  await server.answer(LIST, list(document(1)));
  await refreshing;
  const stream = await server.stream();
  library.forget();
  expect([stream.isClosed, library.documents.value, library.loaded.value]).toEqual([true, [], false]);
});
