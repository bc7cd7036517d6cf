import { describe, expect, it } from 'vitest';
import { DATABASE_KINDS } from '../support/databases.ts';
import { storedDocument, storedLearner } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

describe.each(DATABASE_KINDS)('misspelled words on %s', (kind) => {
  const database = useDatabase(kind);

  async function library() {
    const { stores } = database();
    const learnerId = await storedLearner(stores);
    const texts = ['The princess slept on a mattress.', 'Photosynthesis turns light into sugar.', 'Whales sing.'];
    const { document, passages } = await storedDocument(stores, learnerId, texts);
    const ask = async (words: string[], documentIds?: string[]) => {
      const answer = await stores.passages.search(learnerId, words, { limit: 5, documentIds });
      return { ...answer, found: answer.hits.map(({ passageId }) => passages.findIndex(({ id }) => id === passageId)) };
    };
    return { stores, learnerId, document, ask };
  }

  it('are looked for as what they were meant to be', async () => {
    const { ask } = await library();
    expect(await ask(['pirncess', 'mattress'])).toMatchObject({ found: [0], unknown: 0, corrections: ['princess'] });
    expect(await ask(['fotosynthesis'])).toMatchObject({ found: [1], corrections: ['photosynthesis'] });
    expect(await ask(['whales', 'photosyn'])).toMatchObject({ corrections: ['photosynthesis'] });
  });

  it('are completed from three letters on where somebody types them, and from four in a question', async () => {
    const { ask } = await library();
    expect(await ask(['pri'])).toMatchObject({ found: [0], corrections: ['princess'] });
    expect(await ask(['mattress', 'pri'])).toMatchObject({ corrections: ['princess'] });
    expect(await ask(['pr'])).toMatchObject({ found: [], corrections: [] });
    expect(await ask(['pri', 'mattress'])).toMatchObject({ corrections: [] });
    expect(await ask(['slept', 'mattress', 'pri'])).toMatchObject({ corrections: [] });
    expect(await ask(['slept', 'mattress', 'prin'])).toMatchObject({ corrections: ['princess'] });
  });

  it('are one where a recogniser heard two, and two where it heard one', async () => {
    const { stores, learnerId, ask } = await library();
    expect(await ask(['photo', 'synthesis'])).toMatchObject({
      found: [1],
      corrections: ['photosynthesis'],
      unknown: 0,
    });
    expect(await ask(['photo', 'syn', 'thesis', 'light'])).toMatchObject({ corrections: ['photosynthesis'] });
    expect(await ask(['mattresslight'])).toMatchObject({ corrections: ['mattress', 'light'] });
    // One of the parts is known by itself, and still looked for.
    expect(await ask(['sugar', 'whale', 'zygote'])).toMatchObject({ corrections: [] });
    await storedDocument(stores, learnerId, [
      'At night fall the owls fly over the sea shore.',
      'Sugarcane is a grass.',
    ]);
    expect((await ask(['nightfall'])).corrections).toEqual(['night', 'fall']);
    expect((await ask(['sugar', 'cane'])).corrections).toEqual(['sugarcane']);
    // Three letters are too few to be noted, and are looked up.
    expect((await ask(['seashore'])).corrections).toEqual(['sea', 'shore']);
    expect((await ask(['oakshore'])).corrections).toEqual([]);
  });

  it('are not joined over a word that is known, nor across scripts without spaces', async () => {
    const { stores, learnerId, ask } = await library();
    await storedDocument(stores, learnerId, ['光合作用は葉で起こる。']);
    expect((await ask(['光合', '作用'])).corrections).toEqual([]);
    expect((await ask(['photo', 'light', 'synthesis'])).corrections).toEqual([]);
  });

  it('are left alone where every word is known, or nothing is near', async () => {
    const { ask } = await library();
    expect(await ask(['princess', 'light'])).toMatchObject({ unknown: 0, corrections: [] });
    expect(await ask(['zygote'])).toMatchObject({ found: [], unknown: 1, corrections: [] });
  });

  it("are never put right by another learner's words, nor by those of documents that are not searched", async () => {
    const { stores, ask, learnerId } = await library();
    const grace = await storedLearner(stores);
    await storedDocument(stores, grace, ['Xylophones ring.']);
    const other = await storedDocument(stores, learnerId, ['Marimbas ring.']);
    expect(await ask(['xylophnes'])).toMatchObject({ found: [], corrections: [] });
    expect((await ask(['marimbsa'])).corrections).toEqual(['marimbas']);
    expect((await ask(['marimbsa', 'princess'], [other.document.id])).corrections).toEqual(['marimbas']);
    expect((await ask(['pirncess'], [other.document.id])).corrections).toEqual([]);
  });

  it('find what the right ones do, also where each of them is in more texts than are ranked', async () => {
    const { stores } = database();
    const learnerId = await storedLearner(stores);
    const texts = Array.from({ length: 2400 }, (_, at) => {
      const krill = at % 3 === 0 ? '' : ' eats krill';
      return `Number ${at}${krill}${at % 5 === 0 ? '' : ' near a whale'}${at % 7 === 0 ? ' in the Arctic' : ''}.`;
    });
    await storedDocument(stores, learnerId, texts);
    const find = async (...words: string[]) => (await stores.passages.search(learnerId, words, { limit: 50 })).hits;
    expect(await find('arctic', 'krlil')).toEqual(await find('arctic', 'krill'));
    expect(await find('krill', 'whael')).toEqual(await find('krill', 'whale'));
    expect(await find('whael', 'krlil')).toEqual(await find('whale', 'krill'));
  });

  it('stay a search with operators, quotes and very long words in them', async () => {
    const { ask } = await library();
    for (const hostile of ['pirncess" OR *', "'; drop table passages; --", 'NEAR(', 'x'.repeat(100_000), '%_\\']) {
      expect((await ask([hostile])).found.length).toBeLessThanOrEqual(1);
    }
  });
});

describe('a large library on SQLite', () => {
  const database = useDatabase('sqlite');

  it('is searched beside this thread, with the same answers', async () => {
    const { stores } = database();
    const learnerId = await storedLearner(stores);
    const texts = Array.from(
      { length: 1200 },
      (_, at) => `Whale number ${at} sings of ${at % 7 === 0 ? 'krill' : 'ice'}.`,
    );
    await storedDocument(stores, learnerId, texts);
    const ask = () => stores.passages.search(learnerId, ['krill', 'whael'], { limit: 20 });
    const first = await ask();
    expect(first.hits).toHaveLength(20);
    expect(first.corrections).toEqual(['whale']);
    // By the thread or, until that has begun, by this one: nobody can tell by the answers.
    for (let again = 0; again < 5; again += 1) expect(await ask()).toEqual(first);
  });
});
