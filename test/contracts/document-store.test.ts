import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { documentRecord, passageRecords, storedDocument, storedLearner, T0 } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

describe.each(DATABASE_KINDS)('document store on %s', (kind) => {
  const database = useDatabase(kind);
  const documents = () => database().stores.documents;
  const learner = () => storedLearner(database().stores);

  it('gives back a document as stored', async () => {
    const owner = await learner();
    const document = documentRecord(owner, { pages: 3, bytes: 50 * 1024 * 1024, sourceUrl: 'https://example.org/a' });
    await documents().create(document);
    expect(await documents().find(owner, document.id)).toEqual(document);
    expect(await documents().content(owner, document.id)).toBeUndefined();
  });

  it('stores what is the same once, even when it comes twice at the same time', async () => {
    const owner = await learner();
    const records = [1, 2, 3, 4].map(() => documentRecord(owner, { identity: 'same' }));
    const created = await Promise.all(records.map((document) => documents().create(document)));
    const kept = (await documents().list(owner, { limit: 10 })).items;
    expect(kept).toHaveLength(1);
    expect(created.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    const duplicates = created.filter(({ outcome }) => outcome === 'duplicate');
    expect(duplicates).toEqual([1, 2, 3].map(() => ({ outcome: 'duplicate', document: kept[0] })));
    const other = documentRecord(await learner(), { identity: 'same' });
    expect(await documents().create(other)).toEqual({ outcome: 'created' });
  });

  it('stores any number of documents that nothing makes the same', async () => {
    const owner = await learner();
    for (const document of [1, 2].map(() => documentRecord(owner))) await documents().create(document);
    expect((await documents().list(owner, { limit: 10 })).items).toHaveLength(2);
  });

  it('stores up to the quota and no byte more, even when much comes at the same time', async () => {
    const owner = await learner();
    expect(await documents().totals(owner)).toEqual({ documents: 0, bytes: 0 });
    const records = [1, 2, 3].map(() => documentRecord(owner, { bytes: 3 * 1024 ** 3 }));
    const quota = 6 * 1024 ** 3;
    const created = await Promise.all(records.map((document) => documents().create(document, quota)));
    expect(created.map(({ outcome }) => outcome).sort()).toEqual(['created', 'created', 'over_quota']);
    expect(created).toContainEqual({ outcome: 'over_quota', usedBytes: quota });
    expect(await documents().totals(owner)).toEqual({ documents: 2, bytes: quota });
    expect(await documents().create(documentRecord(await learner(), { bytes: 1 }), 1)).toEqual({ outcome: 'created' });
  });

  it('lists the newest first, in pages', async () => {
    const owner = await learner();
    const created = [0, 0, 1, 1, 2].map((ms) => documentRecord(owner, { createdAt: T0 + ms }));
    for (const document of created) await documents().create(document);
    const listed: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await documents().list(owner, { limit: 2, cursor });
      listed.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(listed).toEqual(created.map(({ id }) => id).toReversed());
  });

  it('refuses a cursor that no list gave out', async () => {
    const refused = documents().list('anybody', { limit: 1, cursor: 'W10' });
    await expect(refused).rejects.toMatchObject({ code: 'invalid_cursor', status: 400 });
  });

  it('stores text, pages and passages of an extraction, and goes on to embedding', async () => {
    const owner = await learner();
    const document = documentRecord(owner, { failure: { code: 'pdf_broken', message: 'earlier' } });
    await documents().create(document);
    const text = 'One.\0Two.';
    const [first, second] = passageRecords(document, ['One.', 'Two.']);
    if (!first || !second) throw new Error('There are two.');
    const passages = [
      { ...first, page: 1, headings: ['Optics', 'Light'] },
      { ...second, start: 5, end: 9 },
    ];
    const found = { title: 'A\0 title', pageCount: 2, unreadablePages: [2, 5] };
    await documents().saveExtraction(document.id, { text, pages: [0, 5], ...found, passages });
    expect(await documents().find(owner, document.id)).toEqual({
      ...document,
      failure: undefined,
      title: 'A\uFFFD title',
      pages: 2,
      unreadablePages: [2, 5],
      status: 'embedding',
      passageCount: 2,
    });
    const content = await documents().content(owner, document.id);
    expect(content).toEqual({ text: 'One.\uFFFDTwo.', pages: [0, 5] });
    const stored = await database().stores.passages.byIds(owner, [second.id, first.id]);
    expect(stored).toEqual(passages.toReversed().map((passage) => ({ ...passage, title: 'A\uFFFD title' })));
    for (const { start, end, text: words } of stored) expect(content?.text.slice(start, end)).toBe(words);
  });

  it('puts a second extraction in the place of the first', async () => {
    const owner = await learner();
    const { document } = await storedDocument(database().stores, owner, ['Photosynthesis', 'Chlorophyll']);
    const passages = passageRecords(document, ['Mitochondria']);
    await documents().saveExtraction(document.id, { text: 'Mitochondria', pages: [], passages });
    expect(await documents().find(owner, document.id)).toMatchObject({ title: 'Optics', passageCount: 1 });
    expect((await database().stores.passages.search(owner, ['photosynthesis'], { limit: 5 })).hits).toEqual([]);
    expect((await database().stores.passages.search(owner, ['mitochondria'], { limit: 5 })).hits).toHaveLength(1);
  });

  it('stores many passages, or none', async () => {
    const owner = await learner();
    const texts = Array.from({ length: 450 }, (_, index) => `Passage number ${index}.`);
    const { document } = await storedDocument(database().stores, owner, texts);
    expect(await database().stores.passages.count(owner)).toBe(450);
    const passages = passageRecords(document, texts).map((passage) => ({ ...passage, ordinal: passage.ordinal % 449 }));
    const broken = documents().saveExtraction(document.id, { text: '', pages: [], passages });
    await expect(broken).rejects.toMatchObject({ code: 'already_exists' });
    expect(await documents().find(owner, document.id)).toMatchObject({ passageCount: 0 });
    expect((await database().stores.passages.search(owner, ['passage'], { limit: 5 })).hits).toEqual([]);
    expect(await documents().content(owner, document.id)).toBeUndefined();
  });

  it('says that a document is gone which was deleted while it was read', async () => {
    const extraction = { text: '', pages: [], passages: [] };
    await expect(documents().saveExtraction(newId(), extraction)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('counts the passages whose vector is stored', async () => {
    const owner = await learner();
    const { document, passages } = await storedDocument(database().stores, owner, ['One.', 'Two.', 'Three.']);
    await database().stores.texts.material.markEmbedded(
      passages.slice(1).map(({ id }) => id),
      'embedder',
    );
    expect(await documents().find(owner, document.id)).toMatchObject({ passageCount: 3, embeddedCount: 2 });
    expect((await documents().list(owner, { limit: 5 })).items).toMatchObject([{ embeddedCount: 2 }]);
  });

  it('notes how ingestion went, and forgets a failure once it goes on', async () => {
    const owner = await learner();
    const document = documentRecord(owner);
    await documents().create(document);
    const failure = { code: 'pdf_encrypted', message: 'This PDF needs a password\0.' };
    await documents().setStatus(document.id, 'failed', failure);
    expect(await documents().find(owner, document.id)).toMatchObject({
      status: 'failed',
      failure: { code: 'pdf_encrypted', message: 'This PDF needs a password\uFFFD.' },
    });
    expect(await documents().setStatus(document.id, 'ready')).toBe(false);
    expect(await documents().requeue(owner, document.id)).toBe(true);
    expect(await documents().find(owner, document.id)).toEqual(document);
    expect(await documents().requeue(owner, document.id)).toBe(false);
  });

  it('takes back what was read of a document that is cancelled, and lets nothing more be stored', async () => {
    const owner = await learner();
    const { document, passages } = await storedDocument(database().stores, owner, ['Photosynthesis']);
    const failure = { code: 'cancelled', message: 'Stopped.' };
    expect(await documents().cancel(await learner(), document.id, failure)).toBe(false);
    expect(await documents().cancel(owner, document.id, failure)).toBe(true);
    expect(await documents().find(owner, document.id)).toEqual({ ...document, status: 'failed', failure });
    expect(await documents().content(owner, document.id)).toBeUndefined();
    expect((await database().stores.passages.search(owner, ['photosynthesis'], { limit: 5 })).hits).toEqual([]);
    const late = documents().saveExtraction(document.id, { text: 'Photosynthesis', pages: [], passages });
    await expect(late).rejects.toMatchObject({ code: 'not_found' });
    expect(await documents().setStatus(document.id, 'ready')).toBe(false);
    expect(await documents().cancel(owner, document.id, failure)).toBe(false);
  });

  it('cancels nothing that has been read', async () => {
    const owner = await learner();
    const { document } = await storedDocument(database().stores, owner, ['Photosynthesis']);
    await documents().setStatus(document.id, 'ready');
    expect(await documents().cancel(owner, document.id, { code: 'cancelled', message: '-' })).toBe(false);
    expect(await documents().content(owner, document.id)).toBeDefined();
  });

  it('keeps the title that the learner chose when the file says another', async () => {
    const owner = await learner();
    const [named, other] = [documentRecord(owner), documentRecord(owner)];
    for (const document of [named, other]) await documents().create(document);
    expect(await documents().update(owner, named.id, { title: 'Mine\0' })).toEqual({ ...named, title: 'Mine\uFFFD' });
    expect(await documents().update(owner, other.id, { tags: ['exam'] })).toMatchObject({ title: other.title });
    for (const { id } of [named, other]) {
      await documents().saveExtraction(id, { text: '', pages: [], title: 'Theirs', passages: [] });
    }
    expect((await documents().find(owner, named.id))?.title).toBe('Mine\uFFFD');
    expect((await documents().find(owner, other.id))?.title).toBe('Theirs');
    expect(await documents().update(await learner(), named.id, { title: 'Stolen' })).toBeUndefined();
  });

  it('finds documents by a tag, which is the whole tag and no pattern', async () => {
    const owner = await learner();
    const tagged = async (...tags: string[]) => {
      const document = documentRecord(owner, { createdAt: T0 });
      await documents().create(document);
      expect(await documents().update(owner, document.id, { tags })).toEqual({ ...document, tags });
      return document.id;
    };
    const [both, one, odd] = [await tagged('biology', 'exam'), await tagged('exam'), await tagged('100 %_"\\')];
    const found = async (tag: string) => (await documents().list(owner, { limit: 9, tag })).items.map(({ id }) => id);
    expect(await found('exam')).toEqual([one, both]);
    expect(await found('biology')).toEqual([both]);
    expect(await found('100 %_"\\')).toEqual([odd]);
    for (const tag of ['exa', 'Exam', '%', '_', 'biology exam']) expect(await found(tag)).toEqual([]);
    await documents().update(owner, one, { tags: [] });
    expect(await found('exam')).toEqual([both]);
    const page = await documents().list(owner, { limit: 1, tag: 'exam' });
    expect(page.nextCursor).toBeUndefined();
  });

  it('deletes a document with text and passages, and notes that vectors and file must go', async () => {
    const owner = await learner();
    const { document, passages } = await storedDocument(database().stores, owner, ['Photosynthesis']);
    const removed = await Promise.all([1, 2, 3].map(() => documents().remove(owner, document.id)));
    expect(removed.filter((each) => each !== undefined)).toMatchObject([{ id: document.id, passageCount: 1 }]);
    expect(await documents().find(owner, document.id)).toBeUndefined();
    expect(await documents().content(owner, document.id)).toBeUndefined();
    expect(await database().stores.passages.byIds(owner, [passages[0]?.id ?? ''])).toEqual([]);
    expect((await database().stores.passages.search(owner, ['photosynthesis'], { limit: 5 })).hits).toEqual([]);
    const pending = await database().stores.removals.pending(1000);
    expect(pending.filter(({ learnerId }) => learnerId === owner)).toMatchObject([
      { documentId: document.id, blobKey: document.blobKey },
    ]);
  });
});
