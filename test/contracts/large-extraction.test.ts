import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { DATABASE_KINDS } from '../support/databases.ts';
import { documentRecord, passageRecords, storedDocument, storedLearner } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

/** Several batches of them. */
const MANY = 1200;

describe.each(DATABASE_KINDS)('storing a large text on %s', (kind) => {
  const database = useDatabase(kind);
  const stores = () => database().stores;
  const search = (owner: string, word: string) => stores().passages.search(owner, [word], { limit: MANY });

  async function largeText(owner: string) {
    const document = documentRecord(owner);
    await stores().documents.create(document);
    const texts = Array.from({ length: MANY }, (_, index) => `Photosynthesis, part ${index}.`);
    return { document, passages: passageRecords(document, texts) };
  }

  /** Stores it, and looks again and again until it is stored. @returns what each look saw. */
  async function whileStoring<T>(storing: Promise<void>, look: () => Promise<T>): Promise<T[]> {
    const seen: T[] = [];
    let stored = false;
    const noted = storing.finally(() => {
      stored = true;
    });
    while (!stored) {
      seen.push(await look());
      await setImmediate();
    }
    await noted;
    return seen;
  }

  it('lets others ask the database between its parts', async () => {
    const [owner, other] = [await storedLearner(stores()), await storedLearner(stores())];
    const { document, passages } = await largeText(owner);
    const saving = stores().documents.saveExtraction(document.id, { text: 'Long.', pages: [], passages });
    const answers = await whileStoring(saving, () => stores().conversations.list(other, { limit: 10 }));
    expect(answers.length).toBeGreaterThan(10);
  });

  it('shows all of it at once, and nothing of it before', async () => {
    const owner = await storedLearner(stores());
    await storedDocument(stores(), owner, ['Mitochondria.']);
    const { document, passages } = await largeText(owner);
    const some = passages.slice(0, 100).map(({ id }) => id);
    const saving = stores().documents.saveExtraction(document.id, { text: 'Long.', pages: [], passages });
    const seen = await whileStoring(saving, async () => ({
      given: (await stores().passages.byIds(owner, some)).length,
      found: (await search(owner, 'photosynthesis')).hits.length,
    }));
    expect(seen[0]).toEqual({ given: 0, found: 0 });
    // The last look may have come after the last step.
    expect(seen.filter(({ given }) => given !== 0 && given !== some.length)).toEqual([]);
    expect(seen.filter(({ found }) => found !== 0 && found !== MANY)).toEqual([]);
    expect((await search(owner, 'photosynthesis')).hits).toHaveLength(MANY);
    expect((await search(owner, 'mitochondria')).hits).toHaveLength(1);
  });

  it('shows nothing of what broke off, and takes its place at the next try', async () => {
    const owner = await storedLearner(stores());
    const { document, passages } = await largeText(owner);
    const twice = passages.map((passage) => ({ ...passage, ordinal: passage.ordinal % (MANY - 1) }));
    const broken = stores().documents.saveExtraction(document.id, { text: 'Long.', pages: [], passages: twice });
    await expect(broken).rejects.toMatchObject({ code: 'already_exists' });
    expect((await search(owner, 'photosynthesis')).hits).toEqual([]);
    expect(await stores().spaces.holdings(owner)).toEqual({});
    expect(await stores().documents.content(owner, document.id)).toBeUndefined();
    expect(await stores().documents.find(owner, document.id)).toMatchObject({ passageCount: 0, status: 'queued' });
    const [first] = passages;
    if (!first) throw new Error('There are many.');
    await stores().documents.saveExtraction(document.id, { text: first.text, pages: [], passages: [first] });
    expect((await search(owner, 'photosynthesis')).hits).toMatchObject([{ passageId: first.id }]);
    expect(await stores().passages.count(owner)).toBe(1);
  });

  it('stops storing what was cancelled meanwhile, also where it is queued again at once', async () => {
    const owner = await storedLearner(stores());
    const { document, passages } = await largeText(owner);
    const saving = stores().documents.saveExtraction(document.id, { text: 'Long.', pages: [], passages });
    const ended = expect(saving).rejects.toMatchObject({ code: 'not_found' });
    await expect.poll(() => stores().passages.count(owner), { interval: 1 }).toBeGreaterThan(0);
    await stores().documents.cancel(owner, document.id, { code: 'cancelled', message: 'Stopped.' });
    await stores().documents.requeue(owner, document.id);
    await ended;
    expect(await stores().passages.count(owner)).toBe(0);
  });

  it('leaves it to the later of two who store the same document', async () => {
    const owner = await storedLearner(stores());
    const { document, passages } = await largeText(owner);
    const extraction = { text: 'Long.', pages: [], passages };
    const first = stores().documents.saveExtraction(document.id, extraction);
    const ended = expect(first).rejects.toMatchObject({ code: 'not_found' });
    await expect.poll(() => stores().passages.count(owner), { interval: 1 }).toBeGreaterThan(0);
    await stores().documents.saveExtraction(document.id, extraction);
    await ended;
    expect((await search(owner, 'photosynthesis')).hits).toHaveLength(MANY);
  });
});
