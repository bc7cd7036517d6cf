import { describe, expect, it, onTestFinished } from 'vitest';
import { insertEntry, saidRows } from '../../src/adapters/knex/message-index.ts';
import { migrate, migrateDown } from '../../src/adapters/knex/migrate.ts';
import { rebuildTextIndex } from '../../src/adapters/knex/rebuild-text.ts';
import type { Stores } from '../../src/adapters/knex/stores.ts';
import { newId } from '../../src/ids.ts';
import { DATABASE_KINDS, openTestDatabase } from '../support/databases.ts';
import { resultRecord, storedConversation, storedLearner, turnRecord } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

/** A learner who talks; `say` is told the question, and what the tutor answers. @returns the messages’ ids */
async function talker(stores: Stores) {
  const owner = await storedLearner(stores);
  return {
    owner,
    talk: (language?: string) => storedConversation(stores, owner, language === undefined ? {} : { language }),
    async say(conversation: string, question: string, answer = '') {
      const turn = turnRecord(owner, conversation, { question: { id: newId(), text: question, source: 'typed' } });
      await stores.messages.beginTurn(turn);
      await stores.messages.endTurn(resultRecord(turn.turnId, { text: answer }));
      return { question: turn.question.id, answer: turn.answerId };
    },
    find: async (...words: string[]) =>
      (await stores.said.search(owner, words, { limit: 10 })).hits.map(({ messageId }) => messageId),
  };
}

describe.each(DATABASE_KINDS)('what was said in other languages on %s', (kind) => {
  const database = useDatabase(kind);
  const open = () => talker(database().stores);

  it.each([
    ['Haus', 'Warum stehen die alten Häuser am Fluss?', 'de'],
    ['hauser', 'Warum stehen die alten Häuser am Fluss?', 'de'],
    ['cancion', '¿Por qué las canciones son tan viejas?', 'es'],
    ['cheval', 'Pourquoi les chevaux dorment debout?', 'fr'],
    ['книга', 'В старой библиотеке стояли шкафы с книгами.', 'ru'],
    ['run', 'Why is the river running so fast?', 'en'],
  ])('finds %s in «%s»', async (word, question, language) => {
    const { owner, talk, say, find } = await open();
    const { question: id } = await say(await talk(), question);
    expect(await find(word)).toEqual([id]);
    expect(await database().stores.said.byIds(owner, [id])).toMatchObject([{ language }]);
  });

  it('takes what tells nothing for what the talk is in: as it was chosen, or as what was said before', async () => {
    const { talk, say, find } = await open();
    const chosen = await say(await talk('de-DE'), 'Alte Häuser!');
    const german = await talk();
    await say(german, 'Warum ist das so?', 'Es ist so.');
    const before = await say(german, 'Alte Häuser!', 'Alte Häuser.');
    const alone = await say(await talk(), 'Alte Häuser!');
    expect((await find('Haus')).toSorted()).toEqual([chosen.question, before.question, before.answer].toSorted());
    expect(await find('Häuser')).toContain(alone.question);
  });

  it('looks for each word as every language that the learner talks', async () => {
    const { talk, say, find } = await open();
    const english = await say(await talk(), 'Why is the river running so fast?');
    const german = await say(await talk(), 'Warum stehen die alten Häuser am Fluss?');
    expect(await find('run')).toEqual([english.question]);
    expect(await find('Haus')).toEqual([german.question]);
    expect((await find('Haus', 'run')).toSorted()).toEqual([english.question, german.question].toSorted());
  });

  it('stays with it where an answer turns out to have been heard in part', async () => {
    const { owner, talk, say, find } = await open();
    const answer = 'Die alten Häuser sind schön. Die Bäume sind es nicht.';
    const { answer: id } = await say(await talk(), 'Warum?', answer);
    await database().stores.messages.cutHeard(owner, id, 'Die alten Häuser sind');
    expect(await find('Haus')).toEqual([id]);
    expect(await find('Baum')).toEqual([]);
  });

  it('finds what was said before languages were told as it is written, and by all its forms once it is indexed anew', async () => {
    const { database: old, stores, drop } = await openTestDatabase(kind);
    onTestFinished(drop);
    const { talk, say, find } = await talker(stores);
    const { question } = await say(await talk(), 'Warum stehen die alten Häuser am Fluss?');
    const takenBack: string[] = [];
    while (takenBack.at(-1) !== '0028-said-language') takenBack.push(...(await migrateDown(old)));
    await old.knex('message_terms').delete();
    for (const row of await saidRows(old.knex, [question])) await insertEntry(old.knex, row);
    await migrate(old);
    expect(await find('Häuser')).toEqual([question]);
    // Not as the last word, which may be half typed.
    expect(await find('Haus', 'Baum')).toEqual([]);
    const newer = await say(await talk(), 'Wie alt ist das Haus?');
    expect((await find('Häuser')).toSorted()).toEqual([question, newer.question].toSorted());
    await rebuildTextIndex(old, () => undefined);
    expect((await find('Haus')).toSorted()).toEqual([question, newer.question].toSorted());
  });
});
