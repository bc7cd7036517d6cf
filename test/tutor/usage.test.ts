import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AnswerEvent } from '../../src/tutor/tutor.ts';
import {
  callTool,
  cut,
  FakeMessagesApi,
  gate,
  hang,
  hold,
  overloaded,
  say,
  usage,
} from '../support/fake-messages-api.ts';
import { collect, kitOf, LEAVES, passage, question, ScriptedRetriever } from './tutor-kit.ts';

let api: FakeMessagesApi;
beforeEach(async () => {
  api = await FakeMessagesApi.start();
});
afterEach(async () => {
  expect(api.scriptErrors).toEqual([]);
  await api[Symbol.asyncDispose]();
});

const asked = question('Why are leaves green?');
const kit = () => kitOf(new ScriptedRetriever([passage(LEAVES)]), api).tutor;
const PROMPT = usage({ input_tokens: 1000, cache_read_input_tokens: 4000 });
/** US dollars of that prompt, and of one output token. */
const PROMPT_USD = (1000 * 0.1 + 4000 * 0.01) / 1e6;
const TOKEN_USD = 0.5 / 1e6;

function usagesOf(events: AnswerEvent[]) {
  return events.filter((event) => event.type === 'usage');
}

/** Stops the answer at its first event of this type. @returns what was spent as far as anybody heard. */
async function stoppedAt(type: AnswerEvent['type']) {
  const controller = new AbortController();
  const events: AnswerEvent[] = [];
  const reading = async () => {
    for await (const event of kit().answer(asked, controller.signal)) {
      events.push(event);
      if (event.type === type) controller.abort(new Error('stopped'));
    }
  };
  await expect(reading()).rejects.toThrow('stopped');
  return usagesOf(events).at(-1);
}

test('an answer that is stopped before its first word has cost its prompt', async () => {
  api.reply(PROMPT, hold(gate().opened));
  const spent = await stoppedAt('usage');
  expect(spent).toMatchObject({
    model: 'claude-haiku-5-5',
    usage: { inputTokens: 1000, outputTokens: 1, cachedTokens: 4000 },
  });
  expect(spent?.usage.costUsd).toBeCloseTo(PROMPT_USD + TOKEN_USD, 12);
});

test('the tokens of an answer that is stopped in the middle are estimated from its text', async () => {
  const said = 'Leaves make sugar from light. ';
  api.reply(PROMPT, ...say(said, 'And'), hang());
  const spent = await stoppedAt('sentence');
  // Three letters a token.
  expect(spent?.usage).toMatchObject({ inputTokens: 1000, outputTokens: said.length / 3 + 1 });
  expect(spent?.usage.costUsd).toBeCloseTo(PROMPT_USD + (said.length / 3 + 1) * TOKEN_USD, 12);
});

test('an answer that fails in the middle has cost its prompt and the text that came, to the last word', async () => {
  api.reply(PROMPT, ...say('Leaves make sugar. And no'), cut);
  const answer = await collect(kit(), asked);
  expect(answer.error).toMatchObject({ code: 'model_cut_off' });
  expect(usagesOf(answer.events).at(-1)?.usage).toMatchObject({
    inputTokens: 1000,
    outputTokens: 9,
    cachedTokens: 4000,
  });
});

test('what the model cost before quotations took over is counted in the end', async () => {
  api.reply(PROMPT, cut);
  const answer = await collect(kit(), asked);
  expect(answer.end).toMatchObject({ model: 'quotation', usage: { inputTokens: 1000, cachedTokens: 4000 } });
});

test('a model that refuses costs nothing', async () => {
  api.refuseWith(overloaded());
  const answer = await collect(kit(), asked);
  expect(usagesOf(answer.events)).toEqual([]);
  expect(answer.end?.usage).toEqual({ inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0 });
});

test('use adds up over the requests of an answer, never falls, and ends at what the model counted', async () => {
  api.reply(
    PROMPT,
    ...say('Let me look. '),
    callTool('search_material', { query: 'green' }),
    usage({ output_tokens: 5 }),
  );
  api.reply(PROMPT, ...say('Chlorophyll is green.'), usage({ output_tokens: 7 }));
  const answer = await collect(kit(), asked);
  const inputs = usagesOf(answer.events).map((event) => event.usage.inputTokens);
  expect(inputs).toEqual([...inputs].sort((a, b) => a - b));
  expect(new Set(inputs)).toEqual(new Set([1000, 2000]));
  expect(answer.end?.usage).toMatchObject({ inputTokens: 2000, outputTokens: 12, cachedTokens: 8000 });
  expect(answer.end?.usage.costUsd).toBeCloseTo(2 * PROMPT_USD + 12 * TOKEN_USD, 12);
});
