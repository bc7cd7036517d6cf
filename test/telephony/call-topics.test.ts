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
    expect(await callSummary(deps, callIn(conversation), english)).toBe(
      'We talked about Roots and Leaves; you find it in the app. Next time we can go on with Leaves.',
    );
  });

  it('is nothing where nothing was asked', async () => {
    await using database = await closing();
    const { deps, conversation } = await talked(database, [{ question: 'Before the call' }]);
    expect(await callSummary(deps, callIn(conversation), english)).toBe('');
  });

  it('takes no word of a question for a subject: where nothing is cited, it says how much was asked', async () => {
    await using database = await closing();
    const asked = [{ question: 'Why are leaves green?' }, { question: 'What is photosynthesis?' }];
    const { deps, conversation } = await talked(database, asked);
    expect(await callSummary(deps, callIn(conversation, T0), english)).toBe(
      'You asked 2 questions. You find them in the app.',
    );
  });

  it('names what was cited, and nothing for what was not', async () => {
    await using database = await closing();
    const asked = [{ question: 'What is a root?', cites: [['Roots']] }, { question: 'What is photosynthesis?' }];
    const { deps, conversation } = await talked(database, asked);
    expect(await callSummary(deps, callIn(conversation, T0), english)).toBe(
      'We talked about Roots; you find it in the app.',
    );
  });

  it('names the document whose sections there are no more', async () => {
    await using database = await closing();
    const { deps, conversation } = await talked(database, [{ question: 'What is a root?', cites: [['Roots']] }]);
    const gone = { ...deps, passages: { byIds: async () => [] } };
    const [title] = (await deps.messages.recent(conversation.learnerId, conversation.id, 1)).flatMap(({ citations }) =>
      citations.map((citation) => citation.title),
    );
    expect(await callSummary(gone, callIn(conversation, T0), english)).toBe(
      `We talked about ${title}; you find it in the app.`,
    );
  });

  it('leaves out what was said after the call', async () => {
    await using database = await closing();
    const asked = [
      { question: 'What is a root?', cites: [['Roots']] },
      { question: 'Why are leaves green?', cites: [['Leaves']] },
    ];
    const { deps, conversation } = await talked(database, asked);
    const ended = { ...callIn(conversation, T0), endedAt: T0 + 30_000 };
    expect(await callSummary(deps, ended, english)).toBe('We talked about Roots; you find it in the app.');
  });

  it('names what most questions were about, three at most, in their order', () => {
    const of = (topic: string, answered = true) => ({ topic, answered, conversationId: 'c' });
    const talk = ['roots', 'stems', 'leaves', 'stems', 'cells', 'roots'].map((topic) => of(topic));
    expect(summaryOf(talk, english)).toContain('We talked about roots, stems, and leaves;');
    expect(summaryOf([of('roots')], english)).toBe('We talked about roots; you find it in the app.');
    expect(summaryOf([of('roots', false)], english)).toContain('Next time we can go on with roots.');
  });

  it('counts the questions where none of them has a subject', () => {
    const none = { topic: undefined, answered: true, conversationId: 'c' };
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
    const talk = ['Wurzeln', 'Blätter'].map((topic) => ({ topic, answered: true, conversationId: 'c' }));
    expect(summaryOf(talk, phrasesFor(language))).toContain(words);
  });
});

/** The call that began then. */
function callIn({ id, learnerId }: { id: string; learnerId: string }, startedAt = T0 + 30_000) {
  return { learnerId, talks: [id], startedAt };
}

async function closing() {
  const database = await openTestDatabase('sqlite');
  return { ...database, [Symbol.asyncDispose]: () => database.drop() };
}
