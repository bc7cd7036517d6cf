import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { expect, test } from 'vitest';
import { createAnthropicModel } from '../../../src/adapters/anthropic/language-model.ts';
import type { ChatRequest, ModelEvent } from '../../../src/ports/language-model.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import {
  cut,
  endEarly,
  FakeMessagesApi,
  fail,
  garbage,
  hang,
  overloaded,
  type Refusal,
  rateLimited,
  refuse,
  type Step,
  say,
} from '../../support/fake-messages-api.ts';

const request: ChatRequest = {
  system: [],
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello?' }] }],
  maxTokens: 50,
};

function modelAt(baseUrl: string, clock = new FakeClock()) {
  return createAnthropicModel({ model: 'claude-haiku-5-5', apiKey: 'k', baseUrl, clock });
}

/** Reads a stream to its end, keeping the text that came and the error that ended it. */
async function read(events: AsyncIterable<ModelEvent>, onText?: () => void) {
  let text = '';
  try {
    for await (const event of events) {
      if (event.type !== 'text') continue;
      text += event.text;
      onText?.();
    }
    return { text, error: undefined };
  } catch (error) {
    return { text, error };
  }
}

const live = () => new AbortController().signal;

test.each<[string, Refusal, Record<string, unknown>]>([
  ['429', rateLimited(7), { code: 'model_rate_limited', status: 429, retryable: true, retryAfter: 7 }],
  ['529', overloaded(), { code: 'model_overloaded', status: 503, retryable: true }],
  ['500', refuse(500, 'api_error', 'Internal'), { code: 'model_overloaded', retryable: true }],
  ['401', refuse(401, 'authentication_error', 'invalid'), { code: 'model_refused_key', retryable: false }],
  ['402', refuse(402, 'billing_error', 'unpaid'), { code: 'model_refused_key', retryable: false }],
  ['403', refuse(403, 'permission_error', 'no'), { code: 'model_refused_key', retryable: false }],
  ['400', refuse(400, 'invalid_request_error', 'too long'), { code: 'model_bad_request', retryable: false }],
  ['404', refuse(404, 'not_found_error', 'model'), { code: 'model_bad_request', retryable: false }],
  ['408', refuse(408, 'timeout_error', 'late'), { code: 'model_timeout', retryable: true }],
])('a refusal with %s is one error of the port, after one attempt', async (_status, refusal, expected) => {
  await using api = await FakeMessagesApi.start();
  api.always(() => refusal);
  const { error } = await read(modelAt(api.url).stream(request, live()));
  expect(error).toMatchObject({ name: 'AppError', ...expected });
  expect(api.requests).toHaveLength(1);
});

test.each<[string, Step[], string]>([
  ['overloaded in the middle', [...say('One.'), fail('overloaded_error')], 'model_overloaded'],
  ['rate-limited in the middle', [...say('One.'), fail('rate_limit_error')], 'model_rate_limited'],
  ['an unknown error in the middle', [...say('One.'), fail('odd_error', 'odd')], 'model_cut_off'],
  ['a cut connection', [...say('One.'), cut], 'model_cut_off'],
  ['an early end', [...say('One.'), endEarly], 'model_cut_off'],
  ['bytes that are not the protocol', [...say('One.'), garbage()], 'model_cut_off'],
])('%s ends the stream with an error after the text that came', async (_what, steps, code) => {
  await using api = await FakeMessagesApi.start();
  api.reply(...steps);
  const { text, error } = await read(modelAt(api.url).stream(request, live()));
  expect(text).toBe('One.');
  expect(error).toMatchObject({ name: 'AppError', code });
});

test('an error keeps nothing of what the model wrote, since errors are logged', async () => {
  await using api = await FakeMessagesApi.start();
  api.reply(...say('One.'), garbage('event: content_block_delta\ndata: the secret words\n\n'));
  const { error } = await read(modelAt(api.url).stream(request, live()));
  expect(error).toMatchObject({ code: 'model_cut_off', cause: { message: 'an event of the stream was not JSON' } });
});

test('nobody listening is model_unreachable', async () => {
  const api = await FakeMessagesApi.start();
  const { url } = api;
  await api.stop();
  const { error } = await read(modelAt(url).stream(request, live()));
  expect(error).toMatchObject({ code: 'model_unreachable', retryable: true });
});

test('a connection that does not come about is given up after three seconds', async () => {
  // Takes the TCP connection and never answers the TLS handshake.
  await using silent = await startSilentServer();
  const clock = new FakeClock();
  const reading = read(modelAt(silent.url, clock).stream(request, live()));
  await silent.connected;
  clock.advance(2999);
  clock.advance(1);
  expect((await reading).error).toMatchObject({ code: 'model_unreachable' });
});

test('no first token within ten seconds is model_timeout, however often the server pings', async () => {
  await using api = await FakeMessagesApi.start();
  api.reply(hang());
  const clock = new FakeClock();
  const reading = read(modelAt(api.url, clock).stream(request, live()));
  const seen = await api.nextRequest();
  clock.advance(10_000);
  expect((await reading).error).toMatchObject({ code: 'model_timeout', retryable: true });
  await seen.closed;
  expect(seen.abandoned).toBe(true);
});

test('fifteen silent seconds between tokens are model_timeout', async () => {
  await using api = await FakeMessagesApi.start();
  api.reply(...say('One.'), hang());
  const clock = new FakeClock();
  const heard = Promise.withResolvers<void>();
  const reading = read(modelAt(api.url, clock).stream(request, live()), heard.resolve);
  await heard.promise;
  clock.advance(15_000);
  expect(await reading).toMatchObject({ text: 'One.', error: { code: 'model_timeout' } });
});

test('aborting ends the stream with its reason and closes the connection', async () => {
  await using api = await FakeMessagesApi.start();
  api.reply(...say('One.'), hang());
  const controller = new AbortController();
  const reason = new Error('the learner spoke');
  const reading = read(modelAt(api.url).stream(request, controller.signal), () => controller.abort(reason));
  expect(await reading).toEqual({ text: 'One.', error: reason });
  await api.requests[0]?.closed;
  expect(api.requests[0]?.abandoned).toBe(true);
});

test('aborting before the first token ends it too, and an aborted signal asks nothing', async () => {
  await using api = await FakeMessagesApi.start();
  api.reply(hang());
  const controller = new AbortController();
  const reading = read(modelAt(api.url).stream(request, controller.signal));
  await api.nextRequest();
  controller.abort(new Error('stopped'));
  expect((await reading).error).toMatchObject({ message: 'stopped' });
  expect((await read(modelAt(api.url).stream(request, controller.signal))).error).toMatchObject({ message: 'stopped' });
  expect(api.requests).toHaveLength(1);
});

test('a reader that stops reading closes the connection', async () => {
  await using api = await FakeMessagesApi.start();
  api.reply(...say('One.'), hang());
  for await (const event of modelAt(api.url).stream(request, live())) if (event.type === 'text') break;
  await api.requests[0]?.closed;
  expect(api.requests[0]?.abandoned).toBe(true);
});

async function startSilentServer() {
  const server: Server = createServer();
  const connected = once(server, 'connection');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connected,
    async [Symbol.asyncDispose]() {
      const [socket] = await connected;
      socket.destroy();
      server.close();
    },
  };
}
