import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAnthropicModel } from '../../src/adapters/anthropic/language-model.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { createModelEvents } from '../../src/events/model.ts';
import { createModelGateway } from '../../src/gateway/model-gateway.ts';
import { createLogger } from '../../src/logger.ts';
import type { ChatRequest, LanguageModel } from '../../src/ports/language-model.ts';
import { ServiceBoard } from '../../src/service-board.ts';
import {
  cut,
  FakeMessagesApi,
  fail,
  gate,
  hang,
  hold,
  overloaded,
  rateLimited,
  refuse,
  say,
} from '../support/fake-messages-api.ts';

const request: ChatRequest = {
  system: [],
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello?' }] }],
  maxTokens: 50,
};

let api: FakeMessagesApi;
beforeEach(async () => {
  api = await FakeMessagesApi.start();
});
afterEach(async () => {
  vi.useRealTimers();
  await api[Symbol.asyncDispose]();
});

function gatewayOf(options: { fallback?: boolean } = {}) {
  const board = new ServiceBoard();
  const registry = new Registry();
  const events = createModelEvents(registry, createLogger({ level: 'silent', pretty: false }));
  const modelNamed = (model: string) =>
    createAnthropicModel({ model, apiKey: 'k', baseUrl: api.url, clock: systemClock, timeouts: { firstTokenMs: 300 } });
  const model = createModelGateway({
    model: modelNamed('main'),
    fallback: options.fallback ? modelNamed('second') : undefined,
    board,
    events,
    clock: systemClock,
  });
  return { model, board, registry };
}

async function answer(model: LanguageModel, signal = new AbortController().signal): Promise<string> {
  let text = '';
  for await (const event of model.stream(request, signal)) if (event.type === 'text') text += event.text;
  return text;
}

async function reading(registry: Registry, name: string, labels: Record<string, string>): Promise<number | undefined> {
  const metric = await registry.getSingleMetric(name)?.get();
  return metric?.values.find(({ labels: has }) =>
    Object.entries(labels).every(([key, value]) => String(has[key as keyof typeof has]) === value),
  )?.value;
}

test('a failure before the first token is tried again, and the learner hears one answer', async () => {
  const { model, registry, board } = gatewayOf();
  api.refuseWith(overloaded());
  api.reply(cut);
  api.reply(...say('Here.'));
  expect(await answer(model)).toBe('Here.');
  expect(api.requests).toHaveLength(3);
  expect(board.services().model).toBe('ok');
  expect(await reading(registry, 'lva_model_retries_total', { model: 'main', code: 'model_overloaded' })).toBe(1);
  expect(await reading(registry, 'lva_model_errors_total', { model: 'main', code: 'model_cut_off' })).toBe(1);
  expect(await reading(registry, 'lva_model_requests_total', { outcome: 'complete' })).toBe(1);
});

test('a failure after the first token is not tried again', async () => {
  const { model } = gatewayOf({ fallback: true });
  api.reply(...say('One.'), fail());
  await expect(answer(model)).rejects.toMatchObject({ code: 'model_overloaded' });
  expect(api.requests).toHaveLength(1);
});

test('two retries and no more', async () => {
  const { model } = gatewayOf();
  api.always(() => overloaded());
  await expect(answer(model)).rejects.toMatchObject({ code: 'model_overloaded' });
  expect(api.requests).toHaveLength(3);
});

test.each([
  ['a refused key', refuse(401, 'authentication_error', 'no'), 'model_refused_key'],
  ['a bad request', refuse(400, 'invalid_request_error', 'no'), 'model_bad_request'],
  ['a long pause asked for', rateLimited(2), 'model_rate_limited'],
])('%s is not tried again', async (_what, refusal, code) => {
  const { model } = gatewayOf();
  api.always(() => refusal);
  await expect(answer(model)).rejects.toMatchObject({ code });
  expect(api.requests).toHaveLength(1);
});

test('a pause of one second is waited for', async () => {
  const { model } = gatewayOf();
  api.refuseWith(rateLimited(1));
  api.reply(...say('Here.'));
  expect(await answer(model)).toBe('Here.');
});

test('a model that is late is not tried again but replaced', async () => {
  const { model } = gatewayOf({ fallback: true });
  api.reply(hang());
  api.reply(...say('From the second.'));
  expect(await answer(model)).toBe('From the second.');
  expect(api.requests.map(({ body }) => body.model)).toEqual(['main', 'second']);
});

test('the fallback answers whatever the first model failed of', async () => {
  const { model, registry } = gatewayOf({ fallback: true });
  api.refuseWith(refuse(404, 'not_found_error', 'no such model'));
  api.reply(...say('From the second.'));
  expect(await answer(model)).toBe('From the second.');
  expect(await reading(registry, 'lva_model_fallbacks_total', { model: 'main', code: 'model_bad_request' })).toBe(1);
});

test('when both fail, the fallback’s error is thrown', async () => {
  const { model } = gatewayOf({ fallback: true });
  api.refuseWith(refuse(400, 'invalid_request_error', 'no'));
  api.refuseWith(refuse(401, 'authentication_error', 'no'));
  await expect(answer(model)).rejects.toMatchObject({ code: 'model_refused_key' });
});

test('after three failures in a row the model is left alone, until one request finds it well', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { model, board, registry } = gatewayOf();
  api.always(() => rateLimited(9));
  for (let failure = 0; failure < 3; failure += 1) {
    expect(board.services().model).toBe('ok');
    await expect(answer(model)).rejects.toMatchObject({ code: 'model_rate_limited' });
  }
  expect(board.reports().model).toEqual({ state: 'degraded', reason: 'The language model is not answering.' });
  expect(await reading(registry, 'lva_model_breaker_state', { model: 'main' })).toBe(1);

  await expect(answer(model)).rejects.toMatchObject({ code: 'model_unavailable', retryable: true });
  expect(api.requests).toHaveLength(3);

  vi.setSystemTime(Date.now() + 15_000);
  const held = gate();
  api.reply(hold(held.opened), ...say('Well again.'));
  const arrived = api.nextRequest();
  const trial = answer(model);
  await arrived;
  await expect(answer(model)).rejects.toMatchObject({ code: 'model_unavailable' });
  held.open();
  expect(await trial).toBe('Well again.');
  expect(board.services().model).toBe('ok');
  expect(await reading(registry, 'lva_model_breaker_state', { model: 'main' })).toBe(0);
});

test('a learner who interrupts the trial of a model leaves it alone', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { model, board, registry } = gatewayOf();
  api.always(() => rateLimited(9));
  for (let failure = 0; failure < 3; failure += 1) {
    await expect(answer(model)).rejects.toMatchObject({ code: 'model_rate_limited' });
  }
  vi.setSystemTime(Date.now() + 15_000);
  api.reply(hang());
  const arrived = api.nextRequest();
  const controller = new AbortController();
  const trial = answer(model, controller.signal);
  await arrived;
  controller.abort(new Error('the learner spoke'));
  await expect(trial).rejects.toThrow('the learner spoke');

  expect(await reading(registry, 'lva_model_breaker_state', { model: 'main' })).toBe(1);
  expect(board.services().model).toBe('degraded');
  await expect(answer(model)).rejects.toMatchObject({ code: 'model_unavailable' });
  expect(api.requests).toHaveLength(4);
});

test('a refused key is shown at once, and forgotten when it works again', async () => {
  const { model, board } = gatewayOf();
  api.refuseWith(refuse(401, 'authentication_error', 'no'));
  await expect(answer(model)).rejects.toMatchObject({ code: 'model_refused_key' });
  expect(board.reports().model).toEqual({ state: 'degraded', reason: 'The language model refused our key.' });
  await answer(model);
  expect(board.services().model).toBe('ok');
});

test('bad requests say nothing about the model', async () => {
  const { model, board } = gatewayOf();
  api.always(() => refuse(400, 'invalid_request_error', 'no'));
  for (let failure = 0; failure < 5; failure += 1) {
    await expect(answer(model)).rejects.toMatchObject({ code: 'model_bad_request' });
  }
  expect(board.services().model).toBe('ok');
});

test('aborting is neither failure nor reason to ask anyone else', async () => {
  const { model, board, registry } = gatewayOf({ fallback: true });
  api.always(() => [hang()]);
  for (let turn = 0; turn < 4; turn += 1) {
    const controller = new AbortController();
    const arrived = api.nextRequest();
    const answering = answer(model, controller.signal);
    await arrived;
    controller.abort(new Error('the learner spoke'));
    await expect(answering).rejects.toThrow('the learner spoke');
  }
  expect(api.requests.every(({ body }) => body.model === 'main')).toBe(true);
  expect(board.services().model).toBe('ok');
  await vi.waitFor(async () =>
    expect(await reading(registry, 'lva_model_requests_total', { outcome: 'stopped' })).toBe(4),
  );
});

test('aborting between two attempts lets go at once', async () => {
  const { model } = gatewayOf();
  api.refuseWith(rateLimited(1));
  const controller = new AbortController();
  const arrived = api.nextRequest();
  const answering = answer(model, controller.signal);
  await (await arrived).closed;
  controller.abort(new Error('the learner spoke'));
  await expect(answering).rejects.toThrow('the learner spoke');
  expect(api.requests).toHaveLength(1);
});
