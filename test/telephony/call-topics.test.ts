import { describe, expect, it } from 'vitest';
import { callSummary, summaryOf } from '../../src/telephony/call-summary.ts';
import { lastTopic } from '../../src/telephony/call-topics.ts';
import { phrasesFor } from '../../src/telephony/phrases.ts';
import { titleOf } from '../../src/voice/title.ts';
import { openTestDatabase, type TestDatabase } from '../support/databases.ts';
import {
  citationRecord,
  conversationRecord,
  documentRecord,
  passageRecords,
  resultRecord,
  storedLearner,
  T0,
  turnRecord,
} from '../support/records.ts';

interface Asked {
  question: string;
  /** Sections, by their headings, that the answer cites. */
  cites?: string[][];
  status?: 'complete' | 'interrupted' | 'failed';
}

/** A talk in which this was asked and answered, a minute apart, of a document with these sections. */
async function talked({ stores }: TestDatabase, asked: Asked[], title = titleOf(asked[0]?.question ?? '')) {
  const learnerId = await storedLearner(stores);
  const conversation = conversationRecord(learnerId, { title });
  await stores.conversations.create(conversation);
  const document = documentRecord(learnerId, { title: 'Biology' });
  await stores.documents.create(document);
  const sections = asked.flatMap(({ cites }) => cites ?? []);
  const passages = passageRecords(
    document,
    sections.map((headings) => `${headings.join(' ')}. `),
  ).map((passage, at) => ({
    ...passage,
    headings: sections[at] ?? [],
  }));
  await stores.documents.saveExtraction(document.id, { text: 'x'.repeat(9999), pages: [], passages });
  for (const [at, { question, cites = [], status = 'complete' }] of asked.entries()) {
    const now = T0 + at * 60_000;
    const turn = turnRecord(learnerId, conversation.id, { now });
    await stores.messages.beginTurn({ ...turn, question: { ...turn.question, text: question } });
    const citations = cites.map((headings, n) => {
      const passage = passages.find((one) => one.headings === headings);
      return citationRecord({ n: n + 1, passageId: passage?.id ?? '', documentId: document.id });
    });
    await stores.messages.endTurn(resultRecord(turn.turnId, { status, citations, now: now + 1000 }));
  }
  return { conversation, deps: stores };
}

/** Of a talk in which this was asked. */
async function topicAfter(asked: Asked[], title?: string): Promise<string | undefined> {
  const database = await openTestDatabase('sqlite');
  try {
    const { deps, conversation } = await talked(database, asked, title);
    return await lastTopic(deps, conversation);
  } finally {
    await database.drop();
  }
}

describe('where a talk stopped', () => {
  it('is the section that its last cited answer rests on', async () => {
    const asked = [
      { question: 'What is a root?', cites: [['Plants', 'Roots']] },
      {
        question: 'Why are leaves green?',
        cites: [
          ['Plants', 'Leaves'],
          ['Plants', 'Chlorophyll'],
          ['Plants', 'Chlorophyll'],
        ],
      },
      { question: 'Thanks, and why is that?' },
    ];
    expect(await topicAfter(asked)).toBe('Chlorophyll');
  });

  it('is the document where its sections say nothing', async () => {
    expect(await topicAfter([{ question: 'What is said there?', cites: [['12:30']] }])).toBe('Biology');
  });

  it('is the name that the learner gave it where nothing was cited', async () => {
    expect(await topicAfter([{ question: 'Why are leaves green?' }], 'My plants')).toBe('My plants');
  });

  it('is a word of the last question otherwise, and never the question', async () => {
    const asked = [{ question: 'Why are leaves green?' }, { question: 'And what do roots do all day?' }];
    expect(await topicAfter(asked)).toBe('roots');
  });

  it('is nothing where nothing says it', async () => {
    expect(await topicAfter([{ question: 'Why?' }])).toBeUndefined();
  });
});

describe('what a call was about', () => {
  const english = phrasesFor('en');

  it('is told by sections, with what was left open', async () => {
    await using database = await closing();
    const { deps, conversation } = await talked(database, [
      { question: 'Before the call', cites: [['Stems']] },
      { question: 'What is a root?', cites: [['Roots']] },
      { question: 'Why are leaves green?', cites: [['Leaves']], status: 'interrupted' },
    ]);
    expect(await callSummary(deps, conversation, T0 + 30_000, english)).toBe(
      'We talked about Roots and Leaves; you find it in the app. Next time we can go on with Leaves.',
    );
  });

  it('is nothing where nothing was asked', async () => {
    await using database = await closing();
    const { deps, conversation } = await talked(database, [{ question: 'Before the call' }]);
    expect(await callSummary(deps, conversation, T0 + 30_000, english)).toBe('');
  });

  it('names what most questions were about, three at most, in their order', () => {
    const of = (topic: string, answered = true) => ({ topic, answered });
    const talk = ['roots', 'stems', 'leaves', 'stems', 'cells', 'roots'].map((topic) => of(topic));
    expect(summaryOf(talk, english)).toContain('We talked about roots, stems, and leaves;');
    expect(summaryOf([of('roots')], english)).toBe('We talked about roots; you find it in the app.');
    expect(summaryOf([of('roots', false)], english)).toContain('Next time we can go on with roots.');
  });

  it('counts the questions where none of them has a subject', () => {
    const none = { topic: undefined, answered: true };
    expect(summaryOf([none], english)).toBe(english.summary.one);
    expect(summaryOf([none, none], english)).toBe('You asked 2 questions. You find them in the app.');
  });

  it.each([
    ['de', 'Wir haben über Wurzeln und Blätter gesprochen'],
    ['es', 'Hemos hablado de Wurzeln y Blätter'],
    ['fr', 'On a parlé de ceci : Wurzeln et Blätter'],
    ['it', 'Abbiamo parlato di Wurzeln e Blätter'],
    ['pt', 'Falamos sobre Wurzeln e Blätter'],
    ['nl', 'We hebben het gehad over Wurzeln en Blätter'],
  ])('is told in %s', (language, words) => {
    const talk = ['Wurzeln', 'Blätter'].map((topic) => ({ topic, answered: true }));
    expect(summaryOf(talk, phrasesFor(language))).toContain(words);
  });
});

async function closing() {
  const database = await openTestDatabase('sqlite');
  return { ...database, [Symbol.asyncDispose]: () => database.drop() };
}
