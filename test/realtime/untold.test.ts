import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryEventLog } from '../../src/adapters/memory/event-log.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { newId } from '../../src/ids.ts';
import { createLogger } from '../../src/logger.ts';
import { CloseCode } from '../../src/protocol/close-codes.ts';
import type { ConversationEvent } from '../../src/protocol/server-events.ts';
import { openTestDatabase } from '../support/databases.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';

describe('what is stored and can’t be told', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let node: RealtimeNode;
  /** Types of events that get lost. */
  let lost: Set<ConversationEvent['type']>;

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    lost = new Set();
    const log = createMemoryEventLog({ clock: systemClock, logger: createLogger({ level: 'silent', pretty: false }) });
    const append: typeof log.append = async (conversationId, event) => {
      if (lost.has(event.type)) throw new Error('the log is away');
      return log.append(conversationId, event);
    };
    node = await startNode({ stores: database.stores, eventLog: { ...log, append } });
  });
  afterEach(() => node.stop());

  it.each(['turn_end', 'accepted'] as const)('sends its learner to load the conversation again: %s', async (type) => {
    const { learnerId, token } = await addLearner(database.stores);
    const client = await node.connect(token);
    const other = await node.connect(token);
    const { conversationId } = await client.hello();
    await other.hello();
    lost.add(type);
    const id = newId();
    client.ask(id);
    expect(await client.closed).toMatchObject({ code: CloseCode.untold });
    await expect
      .poll(async () => {
        const { items } = await database.stores.messages.list(learnerId, conversationId, { limit: 10 });
        return items.map(({ status }) => status);
      })
      .toEqual(['complete', 'complete']);
    // Another conversation has missed nothing.
    other.send({ type: 'nothing' });
    await other.next('error');
    other.socket.terminate();
  });

  it('sends them there from whatever node they follow it', async () => {
    const there = await startNode({ stores: database.stores, signals: node.signals });
    const { learnerId, token } = await addLearner(database.stores);
    const client = await there.connect(token);
    const { conversationId } = await client.hello();
    const conversation = await database.stores.conversations.find(learnerId, conversationId);
    lost.add('accepted');
    const message = { id: newId(), text: 'Why are leaves green?', source: 'typed' } as const;
    if (conversation) await node.talks.submit(conversation, 'Ada', message);
    expect(await client.closed).toMatchObject({ code: CloseCode.untold });
    await there.stop();
  });
});
