import { beforeEach, describe, expect, it } from 'vitest';
import { unavailable } from '../../src/errors.ts';
import { startLanguageCatchUp } from '../../src/jobs/language-catch-up.ts';
import { silent } from '../support/chroma.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { storedDocument, storedLearner } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

const SPANISH = [
  'Las canciones del pueblo cuentan la historia de los marineros que cruzaron el océano hace muchos siglos.',
  'La comunicación entre las ciudades mejoró cuando se construyeron los caminos de piedra y los puentes.',
];
const GERMAN = [
  'Die alten Häuser der Stadt stehen seit vielen Jahrhunderten am Fluss und gehören den Händlern.',
  'Wenn es im Winter schneit, schlafen die Bären in ihren Höhlen und träumen vom Honig des Sommers.',
];
const RUSSIAN = [
  'В старой библиотеке стояли шкафы с книгами, которые никто не читал уже много лет подряд.',
  'Зимой медведи спят в своих берлогах и просыпаются только тогда, когда приходит весна.',
];
const ENGLISH = [
  'The sailors were running towards the harbour when the storms began to blow over the old town.',
  'Bears sleep through the winter in their caves and wake up when the snow has melted away.',
];

describe.each(DATABASE_KINDS)('search in other languages on %s', (kind) => {
  const database = useDatabase(kind);
  let owner: string;
  beforeEach(async () => {
    owner = await storedLearner(database().stores);
  });

  const bring = async (texts: string[]) => (await storedDocument(database().stores, owner, texts)).document.id;

  const found = async (...words: string[]) => {
    const { passages } = database().stores;
    const { hits, corrections } = await passages.search(owner, words, { limit: 5 });
    const rows = await passages.byIds(
      owner,
      hits.map(({ passageId }) => passageId),
    );
    return { texts: rows.map(({ text }) => text), corrections };
  };

  it.each<[string, string[], number, string]>([
    ['canción', SPANISH, 0, 'another form'],
    ['cancion', SPANISH, 0, 'another form, without its accent'],
    ['comunicaciones', SPANISH, 1, 'the plural'],
    ['comunicacion', SPANISH, 1, 'without its accent'],
    ['Haus', GERMAN, 0, 'the singular'],
    ['Häusern', GERMAN, 0, 'another case'],
    ['traumen', GERMAN, 1, 'without its accent'],
    ['книга', RUSSIAN, 0, 'another case'],
    ['медведь', RUSSIAN, 1, 'the singular'],
    ['run', ENGLISH, 0, 'another form'],
  ])('finds %s: %#', async (word, texts, at) => {
    await bring(texts);
    // It is the word's form that is known: nothing was put right.
    expect(await found(word)).toEqual({ texts: [texts[at]], corrections: [] });
  });

  it('looks into each document as what it is in, in one library', async () => {
    for (const texts of [SPANISH, GERMAN, RUSSIAN, ENGLISH]) await bring(texts);
    expect((await found('canción', 'marinero')).texts).toEqual([SPANISH[0]]);
    expect((await found('Haus', 'Händler')).texts).toEqual([GERMAN[0]]);
    expect((await found('книга')).texts).toEqual([RUSSIAN[0]]);
    expect((await found('storm', 'run')).texts).toEqual([ENGLISH[0]]);
    expect((await found('storm', 'canción')).texts.toSorted()).toEqual([SPANISH[0], ENGLISH[0]].toSorted());
  });

  it('still puts misspelled words right', async () => {
    await bring(SPANISH);
    expect(await found('canciomes')).toEqual({ texts: [SPANISH[0]], corrections: ['canciones'] });
  });

  it('says what a passage is in, so that its words can be marked', async () => {
    const id = await bring(SPANISH);
    const { stores } = database();
    const { hits } = await stores.passages.search(owner, ['pueblo'], { limit: 1 });
    expect(await stores.passages.byIds(owner, [hits[0]?.passageId ?? ''])).toMatchObject([
      { documentId: id, language: 'es' },
    ]);
  });

  it('analyses in the background what was read before languages were told', async () => {
    const { stores } = database();
    const { knex } = database().database;
    const [spanish, english] = [await bring(SPANISH), await bring(ENGLISH)];
    await knex('documents').whereIn('id', [spanish, english]).update({ language: null });
    const catchUp = startLanguageCatchUp({ analysis: stores.analysis, clock: new FakeClock(), logger: silent });
    await expect.poll(() => knex('documents').whereNull('language').where({ learner_id: owner })).toEqual([]);
    await catchUp.stop();
    const rows: { id: string; language: string }[] = await knex('documents').whereIn('id', [spanish, english]);
    expect(new Map(rows.map((row) => [row.id, row.language]))).toEqual(
      new Map([
        [spanish, 'es'],
        [english, 'en'],
      ]),
    );
    expect((await found('cancion')).texts).toEqual([SPANISH[0]]);
    expect((await found('storm')).texts).toEqual([ENGLISH[0]]);
  });

  it('analyses in place of what was in the index, and notes the language only then', async () => {
    const { stores } = database();
    const { knex } = database().database;
    const id = await bring(GERMAN);
    // As an older version left it: analysed as English.
    await knex('documents').where({ id }).update({ language: null });
    expect((await found('Höhlen')).texts).toEqual([]);
    expect(await stores.analysis.next()).toBe(true);
    expect((await found('Höhle')).texts).toEqual([GERMAN[1]]);
    expect(await stores.analysis.next()).toBe(false);
  });

  it('tries again after a minute when the database was away', async () => {
    const clock = new FakeClock();
    let calls = 0;
    const analysis = {
      next: async () => {
        calls += 1;
        if (calls === 1) throw unavailable('database_unavailable', 'away');
        return calls === 2;
      },
    };
    const catchUp = startLanguageCatchUp({ analysis, clock, logger: silent });
    await expect.poll(() => clock.waiting).toBe(1);
    clock.advance(60_000);
    await expect.poll(() => calls).toBe(3);
    await catchUp.stop();
    expect(clock.waiting).toBe(0);
  });
});
