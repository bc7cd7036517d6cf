import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAnthropicModel } from '../../src/adapters/anthropic/language-model.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { createTutorEvents } from '../../src/events/tutor.ts';
import { newId } from '../../src/ids.ts';
import { createLogger } from '../../src/logger.ts';
import type { LanguageModel } from '../../src/ports/language-model.ts';
import { createTutor } from '../../src/tutor/create-tutor.ts';
import type { Tutor } from '../../src/tutor/tutor.ts';
import { openTestDatabase } from '../support/databases.ts';
import { cite, cut, FakeMessagesApi, gate, hold, overloaded, say } from '../support/fake-messages-api.ts';
import { addLearner, startNode } from '../support/realtime-node.ts';
import { storedDocument } from '../support/records.ts';
import { LEAVES, passage, ScriptedRetriever } from '../tutor/tutor-kit.ts';

describe('a talk with the real tutor', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let api: FakeMessagesApi;
  let node: Awaited<ReturnType<typeof startNode<Tutor>>>;

  beforeEach(async () => {
    database = await openTestDatabase('sqlite');
    api = await FakeMessagesApi.start();
  });
  afterEach(async () => {
    await node.stop();
    await api.stop();
    await database.drop();
  });

  const anthropic = () =>
    createAnthropicModel({ model: 'claude-haiku-5-5', apiKey: 'test', baseUrl: api.url, clock: systemClock });

  /** A client in a new conversation with a tutor that has found one passage. */
  async function connect(model: LanguageModel | undefined) {
    const events = createTutorEvents(new Registry(), createLogger({ level: 'silent', pretty: false }));
    const retriever = new ScriptedRetriever([passage(LEAVES)]);
    const tutor: Tutor = createTutor({ retriever, model, clock: systemClock, events });
    node = await startNode({ stores: database.stores, tutor });
    const { token, learnerId } = await addLearner(database.stores);
    await storedDocument(database.stores, learnerId, [LEAVES]);
    const client = await node.connect(token);
    const { conversationId } = await client.hello({ mode: 'explain' });
    return { client, learnerId, conversationId };
  }

  it('streams an answer with its citation, counts it, and keeps it', async () => {
    api.reply(...say('Leaves make ', 'sugar from light.'), cite(1), ...say(' Which part is green?'));
    const { client, learnerId, conversationId } = await connect(anthropic());
    client.ask(newId());
    expect((await client.next('passages')).passages).toHaveLength(1);
    expect(await client.next('citation')).toMatchObject({ n: 1, sentence: 0 });
    const end = await client.next('turn_end');
    expect(end).toMatchObject({ status: 'complete', heardText: 'Leaves make sugar from light. Which part is green?' });
    expect(end.usage.inputTokens).toBeGreaterThan(0);
    expect(end.timings.modelFirstTokenMs).not.toBeNull();
    expect(client.text).toBe(end.heardText);
    const { items } = await database.stores.messages.list(learnerId, conversationId, { limit: 10 });
    expect(items[1]).toMatchObject({ text: end.heardText, model: 'claude-haiku-5-5', citations: [{ n: 1 }] });
  });

  it('stops the model when the learner stops the tutor', async () => {
    const held = gate();
    api.reply(...say('Leaves make sugar from light and from air. '), hold(held.opened), ...say('More.'));
    const { client, learnerId } = await connect(anthropic());
    client.ask(newId());
    const { turnId } = await client.next('delta');
    client.send({ type: 'interrupt', turnId, heardChars: 12 });
    const end = await client.next('turn_end');
    expect(end).toMatchObject({ status: 'interrupted', heardText: 'Leaves make' });
    expect(end.usage.inputTokens).toBeGreaterThan(0);
    expect(end.usage.costUsd).toBeGreaterThan(0);
    const stored = await database.stores.messages.find(learnerId, end.messageId);
    expect(stored).toMatchObject({ model: 'claude-haiku-5-5', usage: end.usage });
    expect(await node.metric('lva_tokens_total', { kind: 'input' })).toBe(end.usage.inputTokens);
    const [request] = api.requests;
    await request?.closed;
    expect(request?.abandoned).toBe(true);
    held.open();
  });

  it('keeps what came before the model was cut off, and answers again on request', async () => {
    api.reply(...say('Leaves make sugar. '), cut);
    const { client } = await connect(anthropic());
    client.ask(newId());
    expect(await client.next('error')).toMatchObject({ retryable: true });
    const failed = await client.next('turn_end');
    expect(failed.status).toBe('failed');
    expect(failed.usage.inputTokens).toBeGreaterThan(0);
    expect(failed.usage.outputTokens).toBeGreaterThan(1);
    expect(client.text).toBe(failed.heardText);
    api.reply(...say('Leaves make sugar from light.'));
    client.send({ type: 'regenerate', messageId: failed.messageId });
    expect(await client.next('turn_end')).toMatchObject({
      status: 'complete',
      heardText: 'Leaves make sugar from light.',
    });
  });

  it('says so and quotes when the model is overloaded', async () => {
    api.always(() => overloaded());
    const { client } = await connect(anthropic());
    client.ask(newId(), 'What do leaves make?');
    const notice = await client.next('notice');
    expect(notice).toMatchObject({ code: 'model_degraded', offset: expect.any(Number) });
    const end = await client.next('turn_end');
    expect(end).toMatchObject({ status: 'complete' });
    expect(end.heardText).toContain('Leaves make sugar from light');
  });

  it('quotes from the material where there is no model', async () => {
    const { client } = await connect(undefined);
    client.ask(newId(), 'What do leaves make?');
    const end = await client.next('turn_end');
    expect(end).toMatchObject({ status: 'complete', usage: { inputTokens: 0, costUsd: 0 } });
    expect(end.heardText).toContain('Leaves make sugar from light');
    expect(client.logged.some((event) => event.type === 'citation')).toBe(true);
  });
});
