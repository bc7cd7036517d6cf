import { expect, test, vi } from 'vitest';
import { newId } from '../../src/ids.ts';
import { blocksOf, callTool, cite, FakeMessagesApi, gate, say, searchResultsOf } from '../support/fake-messages-api.ts';
import { collect, counted, kitOf, LEAVES, passage, question, ROOTS, ScriptedRetriever } from './tutor-kit.ts';

const asked = question('Why are the leaves of a plant green in spring?');

test('passages looked for while the learner still spoke are used, and looked for once', async () => {
  const retriever = new ScriptedRetriever([passage(LEAVES)]);
  const { tutor, registry } = kitOf(retriever);
  tutor.anticipate({ ...asked, text: 'why are the' });
  tutor.anticipate({ ...asked, text: 'why are the leaves of a plant green in spring' });
  tutor.anticipate({ ...asked, text: 'Why are the leaves of a plant green in spring' });
  const answer = await collect(tutor, asked);
  expect(answer.passages[0]?.passages).toHaveLength(1);
  expect(retriever.requests).toHaveLength(1);
  expect(await counted(registry, 'lva_tutor_retrievals_total', { outcome: 'early' })).toBe(1);
});

test('nothing is looked for where it is known that there is nothing', async () => {
  const retriever = new ScriptedRetriever([passage(LEAVES)]);
  const { tutor } = kitOf(retriever);
  tutor.anticipate({ ...asked, holdings: { talks: { serving: undefined } } });
  const answer = await collect(tutor, { ...asked, holdings: { talks: { serving: undefined } } });
  expect(answer.passages).toMatchObject([{ passages: [], degraded: false }]);
  expect(retriever.requests).toEqual([]);
  await collect(tutor, { ...asked, holdings: { material: { serving: undefined } } });
  expect(retriever.requests).toHaveLength(1);
});

test('the model is given six passages of 3,000 tokens at most, neighbours joined, no document more than half of them', async () => {
  await using api = await FakeMessagesApi.start();
  const [first, other] = [passage(LEAVES), passage(ROOTS, 'Roots')];
  const of = (text: string, at: number) => ({
    ...first,
    id: `p${at}`,
    ordinal: at * 2,
    start: at * 10_000,
    end: at * 10_000 + text.length,
    text,
  });
  const next = { ...first, id: 'next', ordinal: 1, start: first.end, end: first.end + ROOTS.length, text: ROOTS };
  const found = [first, next, of('x'.repeat(9000), 1), of('One.', 2), of('Two.', 3), of('Three.', 4), other];
  const retriever = new ScriptedRetriever(found);
  const { tutor } = kitOf(retriever, api);
  await collect(tutor, asked);
  const given = api.requests[0] ? searchResultsOf(api.requests[0].body) : [];
  const texts = given.map(({ content }) => content.map(({ text }) => text).join(''));
  expect(texts).toEqual([LEAVES + ROOTS, 'One.', 'Two.', 'Three.', ROOTS]);
  expect(retriever.requests[0]?.limit).toBe(12);
});

test('a passage that is a part of one at hand is cited under that one’s number, and not given twice', async () => {
  await using api = await FakeMessagesApi.start();
  const first = passage(LEAVES);
  const next = { ...first, id: newId(), ordinal: 1, start: first.end, end: first.end + ROOTS.length, text: ROOTS };
  const { tutor } = kitOf(new ScriptedRetriever([first, next], [next, first]), api);
  api.reply(callTool('search_material', { query: 'roots' }));
  api.reply(...say('Roots take up water.'), cite(1));
  const answer = await collect(tutor, asked);
  expect(answer.passages.map(({ passages }) => passages.length)).toEqual([1]);
  const last = api.requests[1]?.body.messages.at(-1);
  const [result] = last ? blocksOf(last) : [];
  const content = result?.type === 'tool_result' && Array.isArray(result.content) ? result.content : [];
  expect(content).toHaveLength(1);
  expect(answer.citations).toMatchObject([{ n: 1, start: 100 }]);
});

test('when the words changed, the early look is given up and a new one made', async () => {
  const retriever = new ScriptedRetriever([passage(LEAVES)]);
  const { tutor } = kitOf(retriever);
  tutor.anticipate({ ...asked, text: 'What do the roots drink?' });
  tutor.anticipate({ ...asked, text: 'What is the stem for?' });
  expect(retriever.signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  await collect(tutor, asked);
  expect(retriever.requests.map(({ query }) => query)).toContain(asked.text);
  expect(retriever.signals.map(({ aborted }) => aborted)).toEqual([true, true, false]);
});

test.each([
  ['another learner’s', { learnerId: 'learner-2' }],
  ['one in other documents', { documentIds: ['d2'] }],
])('an early look that was %s is not used', async (_whose, other) => {
  const retriever = new ScriptedRetriever([passage(LEAVES)]);
  const { tutor } = kitOf(retriever);
  tutor.anticipate({ ...asked, ...other });
  await collect(tutor, asked);
  expect(retriever.requests).toHaveLength(2);
});

test('an early look that is too old is not used', async () => {
  const retriever = new ScriptedRetriever([passage(LEAVES)]);
  const { tutor, clock } = kitOf(retriever);
  tutor.anticipate(asked);
  clock.advance(20_000);
  tutor.anticipate(asked);
  expect(retriever.requests).toHaveLength(1);
  clock.advance(1);
  await collect(tutor, asked);
  expect(retriever.requests).toHaveLength(2);
});

test('anticipating nothing, or something that fails, harms nobody', async () => {
  const retriever = new ScriptedRetriever(
    () => Promise.reject(new Error('down')),
    async () => [passage(LEAVES)],
  );
  const { tutor } = kitOf(retriever);
  tutor.anticipate({ ...asked, text: 'the' });
  expect(retriever.requests).toHaveLength(0);
  tutor.anticipate({ ...asked, text: 'What do the roots drink?' });
  expect((await collect(tutor, asked)).passages[0]?.passages).toHaveLength(1);
});

test('an answer begins without passages after 600 ms, says so, and gives the search up', async () => {
  await using api = await FakeMessagesApi.start();
  const never = gate();
  const retriever = new ScriptedRetriever(() => never.opened.then(() => []));
  const { tutor, clock, registry } = kitOf(retriever, api);
  const answering = collect(tutor, asked);
  await vi.waitFor(() => expect(retriever.requests).toHaveLength(1));
  clock.advance(600);
  const answer = await answering;
  expect(answer.passages).toEqual([{ type: 'passages', passages: [], retrievalMs: 600, degraded: true }]);
  expect(answer.notices).toEqual(['retrieval_late']);
  expect(answer.end).toBeDefined();
  expect(api.requests[0] && searchResultsOf(api.requests[0].body)).toEqual([]);
  expect(retriever.signals[0]?.aborted).toBe(true);
  expect(await counted(registry, 'lva_tutor_retrievals_total', { outcome: 'late' })).toBe(1);
});

test('passages that come at the last moment still count', async () => {
  const slow = gate();
  const retriever = new ScriptedRetriever(() => slow.opened.then(() => [passage(LEAVES)]));
  const { tutor, clock } = kitOf(retriever);
  const answering = collect(tutor, asked);
  await vi.waitFor(() => expect(retriever.requests).toHaveLength(1));
  clock.advance(599);
  slow.open();
  expect((await answering).passages[0]).toMatchObject({ passages: [{ n: 1 }], retrievalMs: 599, degraded: false });
});

test('without a model and without a search the tutor says that it cannot search, not that there is nothing', async () => {
  const { tutor, registry } = kitOf(new ScriptedRetriever(() => Promise.reject(new Error('down'))));
  const answer = await collect(tutor, asked);
  expect(answer.text).toBe('I can’t search your material right now. Please ask me again in a moment.');
  expect(await counted(registry, 'lva_tutor_retrievals_total', { outcome: 'failed' })).toBe(1);
});

test('aborting while passages are looked for throws the reason at once', async () => {
  const retriever = new ScriptedRetriever(() => gate().opened.then(() => []));
  const { tutor } = kitOf(retriever);
  const controller = new AbortController();
  const answering = collect(tutor, asked, controller.signal);
  await vi.waitFor(() => expect(retriever.requests).toHaveLength(1));
  controller.abort(new Error('stopped'));
  expect((await answering).error).toMatchObject({ message: 'stopped' });
  expect(retriever.signals[0]?.aborted).toBe(true);
});

test('a mode that is not taught is refused', async () => {
  const { tutor } = kitOf(new ScriptedRetriever([]));
  expect(tutor.modes).toEqual(['tutor', 'explain']);
  expect((await collect(tutor, { ...asked, mode: 'quiz' })).error).toMatchObject({ code: 'mode_unavailable' });
});
