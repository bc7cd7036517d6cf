import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { splitSentences } from '../../src/tutor/sentences.ts';
import {
  callTool,
  cite,
  cut,
  endEarly,
  FakeMessagesApi,
  fail,
  gate,
  hang,
  hold,
  overloaded,
  refuse,
  say,
  stop,
  usage,
} from '../support/fake-messages-api.ts';
import { collect, counted, kitOf, LEAVES, passage, question, ROOTS, ScriptedRetriever } from './tutor-kit.ts';

let api: FakeMessagesApi;
beforeEach(async () => {
  api = await FakeMessagesApi.start();
});
afterEach(async () => {
  expect(api.scriptErrors).toEqual([]);
  await api[Symbol.asyncDispose]();
});

const asked = question('Why are leaves green?');

test('an answer comes as passages, text in sentences with its citations behind them, and an end', async () => {
  const leaves = passage(LEAVES);
  const { tutor, registry } = kitOf(new ScriptedRetriever([leaves, passage(ROOTS)]), api);
  api.reply(
    ...say('**Chlorophyll** makes', ' leaves green.'),
    cite(1, { from: 1 }),
    ...say(' Where does it sit?'),
    usage({ input_tokens: 10, output_tokens: 20, cache_read_input_tokens: 30 }),
  );
  const answer = await collect(tutor, asked);
  expect(answer.error).toBeUndefined();
  expect(answer.events.map(({ type }) => type)).toEqual([
    'passages',
    'usage',
    'first_token',
    'delta',
    'delta',
    'sentence',
    'citation',
    'usage',
    'sentence',
    'end',
  ]);
  expect(answer.passages[0]).toMatchObject({
    degraded: false,
    passages: [{ n: 1, passageId: leaves.id, title: 'Plants', start: 100, end: leaves.end }, { n: 2 }],
  });
  expect(answer.text).toBe('Chlorophyll makes leaves green. Where does it sit?');
  expect(answer.sentences).toEqual(['Chlorophyll makes leaves green.', 'Where does it sit?']);
  const quote = 'The green colour comes from chlorophyll.';
  const start = 100 + LEAVES.indexOf(quote);
  expect(answer.citations).toEqual([{ type: 'citation', n: 1, sentence: 0, quote, start, end: start + quote.length }]);
  expect(answer.end).toMatchObject({
    model: 'claude-haiku-5-5',
    usage: { inputTokens: 10, outputTokens: 20, cachedTokens: 30 },
  });
  expect(await counted(registry, 'lva_citations_total', { outcome: 'kept' })).toBe(1);
});

test('sentences are parts of the joined deltas, also with Markdown, an early clause and odd chunks', async () => {
  const { tutor } = kitOf(new ScriptedRetriever([passage(LEAVES)]), api);
  const written =
    '# Leaves\n- When a leaf stands in the *light* of the sun, it makes sugar.\n- It is `green`, e.g. in May.';
  api.reply(...say(...(written.match(/.{1,3}/gsu) ?? [])));
  const answer = await collect(tutor, asked);
  expect(answer.text).toBe(
    'Leaves\nWhen a leaf stands in the light of the sun, it makes sugar.\nIt is green, e.g. in May.',
  );
  expect(answer.sentences).toEqual(splitSentences(answer.text).map(({ text }) => text));
});

test('the first clause of a long first sentence goes out before the sentence is there', async () => {
  const { tutor } = kitOf(new ScriptedRetriever([passage(LEAVES)]), api);
  api.reply(...say('Because the leaves are full of chlorophyll in spring, ', 'they look green.'));
  const answer = await collect(tutor, asked);
  expect(answer.sentences).toEqual(['Because the leaves are full of chlorophyll in spring,', 'they look green.']);
});

test('a quotation that does not stand in its passage is dropped and counted', async () => {
  const { tutor, registry } = kitOf(new ScriptedRetriever([passage(LEAVES)]), api);
  api.reply(...say('Leaves are blue.'), cite(1, { quote: 'Leaves are blue.' }), ...say(' Really?'));
  const answer = await collect(tutor, asked);
  expect(answer.text).toBe('Leaves are blue. Really?');
  expect(answer.citations).toEqual([]);
  expect(await counted(registry, 'lva_citations_total', { outcome: 'not_verbatim' })).toBe(1);
});

test('a quotation with other white space is found at its place and given as it stands there', async () => {
  const text = 'Leaves   make\nsugar all day. Roots rest.';
  const { tutor } = kitOf(new ScriptedRetriever([passage(text)]), api);
  api.reply(...say('They make sugar.'), cite(1, { quote: 'Leaves make sugar all day.' }));
  const [citation] = (await collect(tutor, asked)).citations;
  expect(citation).toMatchObject({ quote: 'Leaves   make\nsugar all day.', start: 100, end: 128 });
});

test('a citation at the very end stands behind the last sentence, and is given once', async () => {
  const { tutor } = kitOf(new ScriptedRetriever([passage(LEAVES)]), api);
  api.reply(...say('Well. Leaves make sugar'), cite(1), cite(1));
  const { citations, events } = await collect(tutor, asked);
  expect(citations).toMatchObject([{ n: 1, sentence: 1 }]);
  expect(events.map(({ type }) => type).slice(-3)).toEqual(['sentence', 'citation', 'end']);
});

test('the model looks further with its tool; new passages are numbered on and can be cited', async () => {
  const leaves = passage(LEAVES);
  const roots = passage(ROOTS, 'Soil', 0);
  const retriever = new ScriptedRetriever([leaves], [leaves, roots]);
  const { tutor } = kitOf(retriever, api);
  api.reply(
    ...say('Let me look.'),
    callTool('search_material', { query: 'water from the soil' }),
    usage({ output_tokens: 5 }),
  );
  api.replyWith(() => [...say('Roots take up water.'), cite(3), usage({ output_tokens: 7 })]);
  const answer = await collect(tutor, question('How does a plant drink?', { documentIds: ['d1'] }));
  expect(answer.text).toBe('Let me look. Roots take up water.');
  expect(retriever.requests[1]).toMatchObject({
    learnerId: 'learner-1',
    documentIds: ['d1'],
    query: 'water from the soil',
  });
  expect(answer.passages.map(({ passages }) => passages.map(({ n }) => n))).toEqual([[1], [1, 2]]);
  expect(answer.citations).toMatchObject([
    { n: 2, sentence: 1, quote: 'Roots take up water from the soil.', start: 0 },
  ]);
  expect(answer.end?.usage.outputTokens).toBe(12);
});

test('three searches are allowed; a fourth is refused, and after a fifth the answer ends', async () => {
  const retriever = new ScriptedRetriever([passage(LEAVES)]);
  const { tutor, registry } = kitOf(retriever, api);
  api.always(() => [...say('Hm. '), callTool('search_material', { query: 'more' })]);
  const answer = await collect(tutor, asked);
  expect(answer.error).toBeUndefined();
  expect(retriever.requests).toHaveLength(1 + 3);
  expect(api.requests).toHaveLength(5);
  expect(JSON.stringify(api.requests[4]?.body.messages.at(-1))).toContain('Enough searched');
  expect(await counted(registry, 'lva_tool_calls_total', { outcome: 'refused' })).toBe(1);
  expect(answer.end).toBeDefined();
});

test.each([
  ['an unknown tool', callTool('delete_material', { id: 1 })],
  ['broken JSON', callTool('search_material', '{"query": "le')],
  ['an empty query', callTool('search_material', { query: '  ' })],
  ['a query of 301 characters', callTool('search_material', { query: 'x'.repeat(301) })],
])('a call with %s is refused, and the model goes on', async (_what, call) => {
  const retriever = new ScriptedRetriever([passage(LEAVES)]);
  const { tutor } = kitOf(retriever, api);
  api.reply(call);
  api.reply(...say('Leaves make sugar.'));
  const answer = await collect(tutor, asked);
  expect(answer.text).toBe('Leaves make sugar.');
  expect(retriever.requests).toHaveLength(1);
  expect(api.requests[1]?.body.messages.at(-1)).toMatchObject({ content: [{ type: 'tool_result', is_error: true }] });
});

test('while a search takes long the tutor says what it is doing, in the learner’s language', async () => {
  const slow = gate();
  const retriever = new ScriptedRetriever([], async () => {
    await slow.opened;
    return [passage(LEAVES)];
  });
  const { tutor, clock } = kitOf(retriever, api);
  api.reply(callTool('search_material', { query: 'Blätter' }));
  api.reply(...say('Weil sie Chlorophyll haben.'));
  const answering = collect(tutor, question('Warum sind die Blätter grün?'));
  await vi.waitFor(() => expect(retriever.requests).toHaveLength(2));
  clock.advance(700);
  slow.open();
  const answer = await answering;
  expect(answer.sentences).toEqual([
    'Einen Moment, ich schaue in deinem Material nach.',
    'Weil sie Chlorophyll haben.',
  ]);
  expect(answer.text).toBe(answer.sentences.join(' '));
});

test('a search that never ends is given up, and the model is told', async () => {
  const retriever = new ScriptedRetriever([], () => gate().opened.then(() => []));
  const { tutor, clock } = kitOf(retriever, api);
  api.reply(callTool('search_material', { query: 'leaves' }));
  api.reply(...say('I can’t look that up now.'));
  const answering = collect(tutor, asked);
  await vi.waitFor(() => expect(retriever.requests).toHaveLength(2));
  clock.advance(3000);
  expect((await answering).text).toContain('I can’t look that up now.');
  expect(retriever.signals[1]?.aborted).toBe(true);
  expect(JSON.stringify(api.requests[1]?.body.messages.at(-1))).toContain('be searched right now');
});

test.each([
  ['overloaded', () => api.refuseWith(overloaded())],
  ['without its key', () => api.refuseWith(refuse(401, 'authentication_error', 'no'))],
  ['cut off before it spoke', () => api.reply(cut)],
  ['silent', () => api.reply()],
])('when the model is %s, quotations take over, and the learner is told first', async (_how, script) => {
  const { tutor, registry } = kitOf(new ScriptedRetriever([passage(LEAVES)]), api);
  script();
  const answer = await collect(tutor, asked);
  expect(answer.error).toBeUndefined();
  expect(answer.notices).toEqual(['model_degraded']);
  expect(answer.text).toContain('“The green colour comes from chlorophyll.”');
  expect(answer.citations.map(({ quote }) => quote)).toContain('The green colour comes from chlorophyll.');
  expect(answer.end?.model).toBe('quotation');
  expect(await counted(registry, 'lva_answers_total', { by: 'quotation', mode: 'explain' })).toBe(1);
});

test.each([
  ['an error', fail(), 'model_overloaded'],
  ['a cut connection', cut, 'model_cut_off'],
  ['an early end', endEarly, 'model_cut_off'],
])('%s in the middle of an answer fails it, after what was said', async (_what, step, code) => {
  const { tutor } = kitOf(new ScriptedRetriever([passage(LEAVES)]), api);
  api.reply(...say('Leaves make sugar. And'), step);
  const answer = await collect(tutor, asked);
  expect(answer.error).toMatchObject({ name: 'AppError', code, retryable: true });
  expect(answer.text).toBe('Leaves make sugar. And');
  expect(answer.end).toBeUndefined();
});

test('a model that refuses is answered for with an honest sentence', async () => {
  const { tutor } = kitOf(new ScriptedRetriever([passage(LEAVES)]), api);
  api.reply(stop('refusal'));
  expect((await collect(tutor, asked)).text).toBe('I can’t help with that. Shall we go on with your material?');
});

test('aborting in the middle ends the answer with the reason and the request with it', async () => {
  const { tutor } = kitOf(new ScriptedRetriever([passage(LEAVES)]), api);
  api.reply(...say('Leaves make sugar. And'), hang());
  const controller = new AbortController();
  const answering = tutor.answer(asked, controller.signal);
  const reason = new Error('the learner spoke');
  await expect(
    (async () => {
      for await (const event of answering) if (event.type === 'sentence') controller.abort(reason);
    })(),
  ).rejects.toBe(reason);
  await api.requests[0]?.closed;
  expect(api.requests[0]?.abandoned).toBe(true);
});

test('aborting before the first word throws the reason and quotes nothing', async () => {
  const { tutor } = kitOf(new ScriptedRetriever([passage(LEAVES)]), api);
  const controller = new AbortController();
  api.reply(hold(gate().opened));
  const arrived = api.nextRequest();
  const answering = collect(tutor, asked, controller.signal);
  await arrived;
  controller.abort(new Error('stopped'));
  expect(await answering).toMatchObject({ error: { message: 'stopped' }, text: '', notices: [] });
});

test('aborting while a search runs throws the reason and gives the search up', async () => {
  const retriever = new ScriptedRetriever([passage(LEAVES)], () => gate().opened.then(() => []));
  const { tutor } = kitOf(retriever, api);
  const controller = new AbortController();
  api.reply(callTool('search_material', { query: 'leaves' }));
  const answering = collect(tutor, asked, controller.signal);
  await vi.waitFor(() => expect(retriever.requests).toHaveLength(2));
  controller.abort(new Error('stopped'));
  expect((await answering).error).toMatchObject({ message: 'stopped' });
  expect(retriever.signals[1]?.aborted).toBe(true);
  expect(api.requests).toHaveLength(1);
});
