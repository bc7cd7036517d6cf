import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { STOP_WORDS } from '../../src/adapters/knex/stop-words.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { documentRecord, passageRecords, storedDocument, storedLearner } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

const TEXTS = {
  leaves: 'The leaves of plants are running towards the light: photosynthesis.',
  prism: 'A prism splits light into colours. Light, light and more light!',
  cafe: 'Das Café verkauft ÜBERGRÖSSEN und Brötchen.',
  chinese: '光合作用是植物利用光能的过程。',
  japanese: '日本語の文章には空白がありません。カレーライス',
  korean: '학교에서 물리학을 배웁니다.',
  thai: 'ผลไม้อร่อยมากในฤดูร้อน',
  hindi: 'हिन्दी में प्रकाश संश्लेषण',
  arabic: 'التمثيل الضوئي في النباتات',
  numbers: 'In 1905 the constant was 299792458 m/s, see section 4.2.',
};
type Name = keyof typeof TEXTS;

describe.each(DATABASE_KINDS)('keyword search on %s', (kind) => {
  const database = useDatabase(kind);
  let owner: string;
  let names: Map<string, string>;

  beforeAll(async () => {
    owner = await storedLearner(database().stores);
    const { passages } = await storedDocument(database().stores, owner, Object.values(TEXTS));
    names = new Map(passages.map(({ id, ordinal }) => [id, Object.keys(TEXTS)[ordinal] ?? '']));
  });

  const search = async (...words: string[]) => {
    const { hits } = await database().stores.passages.search(owner, words, { limit: 20 });
    return hits.map(({ passageId }) => names.get(passageId));
  };

  it.each<[words: string[], found: Name[]]>([
    [['photosynthesis'], ['leaves']],
    [['PLANT'], ['leaves']],
    [['runs'], ['leaves']],
    [['cafe'], ['cafe']],
    [['Ubergrossen'], ['cafe']],
    [['Übergrössen'], ['cafe']],
    [['brotchen'], ['cafe']],
    [['植物'], ['chinese']],
    [['光合作用的过程'], ['chinese']],
    [['光'], ['chinese']],
    [['空白'], ['japanese']],
    [['カレー'], ['japanese']],
    [['ｶﾚｰ'], ['japanese']],
    [['물리'], ['korean']],
    [['อร่อย'], ['thai']],
    [['प्रकाश'], ['hindi']],
    [['الضوئي'], ['arabic']],
    [['1905'], ['numbers']],
    [['the', 'of', 'and'], []],
    [['elephant'], []],
    [[], []],
    [['…', '¿?', '\0', '\ud800'], []],
  ])('for %j finds %j', async (words, found) => {
    expect(await search(...words)).toEqual(found);
  });

  it('finds passages with any of the words, the best first', async () => {
    expect(await search('light', 'colours', 'prism')).toEqual(['prism', 'leaves']);
    const { hits } = await database().stores.passages.search(owner, ['light', 'prism'], { limit: 5 });
    expect(hits[0]?.score).toBeGreaterThan(hits[1]?.score ?? Number.NaN);
  });

  it('gives at most as many as asked for', async () => {
    expect((await database().stores.passages.search(owner, ['light'], { limit: 1 })).hits).toHaveLength(1);
  });

  it('finds by the headings above a passage', async () => {
    const document = documentRecord(owner);
    await database().stores.documents.create(document);
    const passages = passageRecords(document, ['It was long.']).map((each) => ({
      ...each,
      headings: ['Thermodynamics'],
    }));
    await database().stores.documents.saveExtraction(document.id, { text: 'It was long.', pages: [], passages });
    const { hits } = await database().stores.passages.search(owner, ['thermodynamics'], { limit: 5 });
    expect(hits.map(({ passageId }) => passageId)).toEqual(passages.map(({ id }) => id));
    await database().stores.documents.remove(owner, document.id);
  });

  it('limits itself to documents: some, or none', async () => {
    const other = await storedDocument(database().stores, owner, ['More light.'], { title: 'Other' });
    const options = { limit: 5, documentIds: [other.document.id] };
    const { hits } = await database().stores.passages.search(owner, ['light'], options);
    expect(hits.map(({ passageId }) => passageId)).toEqual([other.passages[0]?.id]);
    expect((await database().stores.passages.search(owner, ['light'], { limit: 5, documentIds: [] })).hits).toEqual([]);
    await database().stores.documents.remove(owner, other.document.id);
  });

  it('counts the first sixteen words', async () => {
    const nonsense = Array.from({ length: 15 }, (_, index) => `zz${index}`);
    expect(await search(...nonsense, 'prism')).toEqual(['prism']);
    expect(await search(...nonsense, 'the', 'zz0', 'prism')).toEqual(['prism']);
    expect(await search(...nonsense, 'zz15', 'prism')).toEqual([]);
  });

  it.each([
    '"',
    '""',
    "'; drop table passages; --",
    'light" OR "1',
    'NEAR(light prism)',
    'terms:light',
    'owner:x',
    '-light',
    'light*',
    '(light',
    'light) OR (prism',
    '^light',
    'light + prism',
    '{terms}: light',
    'light & !prism',
    "light:* | 'prism'",
    '\\',
    'light <-> prism',
  ])('takes %j as words, not as syntax', async (hostile) => {
    const plain = hostile.split(/[^a-z]+/i).filter((word) => word !== '');
    expect(await search(hostile)).toEqual(await search(...plain));
  });

  it('never fails, whatever the words are', async () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({
        unit: fc.constantFrom('"', "'", '*', '(', ')', ':', '^', '-', '&', '|', '!', '\\', ' ', 'a', 'é', '光', '\0'),
      }),
      fc.constantFrom('AND', 'OR', 'NOT', 'NEAR', 'light', 'prism'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 20 }), async (words) => {
        for (const name of await search(...words)) expect(Object.keys(TEXTS)).toContain(name);
      }),
      { numRuns: 300 },
    );
  });

  it('finds any passage by a word of it, in the scripts that people write in', async () => {
    const letters = 'a-zäöüßøñçа-яіїα-ωא-תء-ي०-९अ-हก-ฮ一-鿋ぁ-ゖァ-ヺ가-힣0-9';
    const word = fc.stringMatching(new RegExp(`^[${letters}]{3,10}$`, 'u')).filter((each) => !STOP_WORDS.has(each));
    await fc.assert(
      fc.asyncProperty(word, async (unusual) => {
        const { document, passages } = await storedDocument(database().stores, owner, [`Before ${unusual} after.`]);
        const options = { limit: 5, documentIds: [document.id] };
        const { hits } = await database().stores.passages.search(owner, [unusual], options);
        await database().stores.documents.remove(owner, document.id);
        expect(hits.map(({ passageId }) => passageId)).toEqual(passages.map(({ id }) => id));
      }),
      { numRuns: 60 },
    );
  });
});
