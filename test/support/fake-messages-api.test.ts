import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import Anthropic from '@anthropic-ai/sdk';
import { expect, test } from 'vitest';
import {
  callTool,
  cite,
  endEarly,
  FakeMessagesApi,
  fail,
  gate,
  hold,
  overloaded,
  rateLimited,
  say,
  think,
  usage,
} from './fake-messages-api.ts';

const question = {
  model: 'claude-haiku-5-5',
  max_tokens: 100,
  messages: [
    {
      role: 'user' as const,
      content: [
        {
          type: 'search_result' as const,
          source: 'p1',
          title: 'Plants',
          content: [
            { type: 'text' as const, text: 'Leaves make sugar. ' },
            { type: 'text' as const, text: 'Roots drink.' },
          ],
          citations: { enabled: true },
        },
        { type: 'text' as const, text: 'What do leaves do?' },
      ],
    },
  ],
};

function clientOf(api: FakeMessagesApi): Anthropic {
  return new Anthropic({ baseURL: api.url, apiKey: 'test-key', maxRetries: 0 });
}

test('the SDK assembles text, citations, a tool call, usage and stop reason from the stream', async () => {
  await using api = await FakeMessagesApi.start();
  api.reply(
    think('…'),
    ...say('Leaves ', 'make sugar.'),
    cite(1),
    ...say(' And roots?'),
    callTool('search_material', { query: 'roots' }),
    usage({ input_tokens: 12, output_tokens: 34, cache_read_input_tokens: 5 }),
  );
  const message = await clientOf(api).messages.stream(question).finalMessage();
  expect(message.content.map((block) => block.type)).toEqual(['thinking', 'text', 'text', 'tool_use']);
  expect(message.content[1]).toMatchObject({
    text: 'Leaves make sugar.',
    citations: [
      { type: 'search_result_location', source: 'p1', cited_text: 'Leaves make sugar. ', end_block_index: 1 },
    ],
  });
  expect(message.content[3]).toMatchObject({ name: 'search_material', input: { query: 'roots' } });
  expect(message.stop_reason).toBe('tool_use');
  expect(message.usage).toMatchObject({ input_tokens: 12, output_tokens: 34, cache_read_input_tokens: 5 });
  expect(api.requests[0]?.body.model).toBe('claude-haiku-5-5');
});

test('without a script it quotes and cites the first search result', async () => {
  await using api = await FakeMessagesApi.start();
  const message = await clientOf(api).messages.stream(question).finalMessage();
  expect(message.content).toMatchObject([
    { text: 'In Plants I read: Leaves make sugar.', citations: [{ source: 'p1' }] },
    { text: ' What does this tell you?' },
  ]);
});

test('refusals before the stream carry status, error type, request id and retry-after', async () => {
  await using api = await FakeMessagesApi.start();
  api.refuseWith(rateLimited(7));
  const limited = await clientOf(api)
    .messages.create(question)
    .catch((error: unknown) => error);
  expect(limited).toMatchObject({ status: 429, type: 'rate_limit_error', requestID: 'req_000001' });
  expect(limited instanceof Anthropic.APIError && limited.headers?.get('retry-after')).toBe('7');
  api.always(() => overloaded());
  await expect(clientOf(api).messages.create(question)).rejects.toMatchObject({ status: 529 });
});

test('requests that the real API would refuse are refused with the reason', async () => {
  await using api = await FakeMessagesApi.start({ apiKey: 'right' });
  await expect(clientOf(api).messages.create(question)).rejects.toMatchObject({ status: 401 });
  const client = new Anthropic({ baseURL: api.url, apiKey: 'right', maxRetries: 0 });
  const prefilled = [...question.messages, { role: 'assistant' as const, content: 'Leaves' }];
  await expect(client.messages.create({ ...question, messages: prefilled })).rejects.toThrow(/prefill/);
  const late = { ...question, messages: [{ role: 'assistant' as const, content: 'Hi' }, ...question.messages] };
  await expect(client.messages.create({ ...late })).rejects.toThrow(/first message/);
  expect(api.requests).toHaveLength(0);
});

test('a held stream stands still until released, then fails in the middle', async () => {
  await using api = await FakeMessagesApi.start();
  const held = gate();
  api.reply(...say('One. '), hold(held.opened), ...say('Two.'), fail());
  const stream = await clientOf(api).messages.create({ ...question, stream: true });
  const seen: string[] = [];
  const reading = (async () => {
    for await (const event of stream) {
      if (event.type !== 'content_block_delta' || event.delta.type !== 'text_delta') continue;
      seen.push(event.delta.text);
      if (seen.length === 1) held.open();
    }
  })();
  await expect(reading).rejects.toMatchObject({ type: 'overloaded_error' });
  expect(seen).toEqual(['One. ', 'Two.']);
});

test('it notices that the client has left', async () => {
  await using api = await FakeMessagesApi.start();
  api.reply(...say('One.'), hold(gate().opened), endEarly);
  const stream = await clientOf(api).messages.create({ ...question, stream: true });
  for await (const event of stream) if (event.type === 'content_block_delta') break;
  await api.requests[0]?.closed;
  expect(api.requests[0]?.abandoned).toBe(true);
});

test('started as a process of its own it prints its URL and ends on SIGTERM', async () => {
  const child = spawn(process.execPath, ['test/support/fake-messages-api-server.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = await once(createInterface(child.stdout), 'line');
  const answer = await fetch(`${url}/v1/messages`, { method: 'POST', body: '{}' });
  expect(answer.status).toBe(400);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
