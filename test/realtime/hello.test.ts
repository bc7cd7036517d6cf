import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { openTestDatabase } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';

describe('hello', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let clock: FakeClock;
  let node: RealtimeNode;
  let learner: Awaited<ReturnType<typeof addLearner>>;

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
    clock = new FakeClock();
    node = await startNode({ stores: database.stores, clock });
  });
  afterAll(async () => {
    await node.stop();
    await database.drop();
  });
  beforeEach(async () => {
    learner = await addLearner(database.stores);
  });

  it('begins a conversation and says how the parts are', async () => {
    node.board.report('model', 'ok');
    const client = await node.connect(learner.token);
    const ready = await client.hello({ mode: 'explain', language: 'de' });
    expect(ready).toMatchObject({ offset: 0, resumed: false, services: { model: 'ok', tts: 'off' } });
    const conversation = await database.stores.conversations.find(learner.learnerId, ready.conversationId);
    expect(conversation).toMatchObject({ mode: 'explain', language: 'de' });
    client.socket.terminate();
  });

  it('continues a conversation', async () => {
    const first = await node.connect(learner.token);
    const { conversationId, epoch } = await first.hello();
    const second = await node.connect(learner.token);
    expect(await second.hello({ conversationId })).toMatchObject({ conversationId, epoch, resumed: false });
    second.socket.terminate();
  });

  it.each([
    { what: 'another learner’s conversation', foreign: true },
    { what: 'a conversation that isn’t there', foreign: false },
  ])('closes with 4403 for $what', async ({ foreign }) => {
    const client = await node.connect(learner.token);
    let conversationId = newId();
    if (foreign) {
      const other = await addLearner(database.stores);
      conversationId = (await node.talks.open({ learnerId: other.learnerId, learnerName: 'Eve' })).id;
    }
    client.send({ type: 'hello', conversationId });
    expect(await client.closed).toEqual({ code: 4403, reason: 'no such conversation' });
    expect(client.events).toEqual([]);
  });

  it('refuses a mode that isn’t taught, and lets the client try another', async () => {
    const client = await node.connect(learner.token);
    client.send({ type: 'hello', mode: 'quiz' });
    const error = await client.next('error');
    expect(error).toMatchObject({ code: 'mode_unavailable', retryable: false });
    expect(error.offset).toBeUndefined();
    expect(await client.hello({ mode: 'tutor' })).toMatchObject({ resumed: false });
    client.socket.terminate();
  });

  it('is refused a second time, and the socket goes on', async () => {
    const client = await node.connect(learner.token);
    await client.hello();
    client.send({ type: 'hello' });
    expect(await client.next('error')).toMatchObject({ code: 'already_open' });
    client.ask(newId());
    await client.next('turn_end');
    client.socket.terminate();
  });

  it('comes first: closes with 4400 for anything else', async () => {
    const client = await node.connect(learner.token);
    client.ask(newId());
    expect(await client.closed).toEqual({ code: 4400, reason: 'hello comes first' });
  });

  it('comes within ten seconds: closes with 4408 after that', async () => {
    const client = await node.connect(learner.token);
    const greeted = await node.connect(learner.token);
    await greeted.hello();
    clock.advance(9999);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    clock.advance(1);
    expect(await client.closed).toEqual({ code: 4408, reason: 'no hello' });
    expect(greeted.socket.readyState).toBe(greeted.socket.OPEN);
    await expect.poll(() => node.metric('lva_sockets_closed_total', { code: '4408' })).toBe(1);
    greeted.socket.terminate();
  });

  it('replaces an older connection of the same conversation, which closes with 4409', async () => {
    const older = await node.connect(learner.token);
    const { conversationId } = await older.hello();
    const bystander = await node.connect(learner.token);
    await bystander.hello();
    const newer = await node.connect(learner.token);
    await newer.hello({ conversationId });
    expect(await older.closed).toMatchObject({ code: 4409 });
    for (const client of [newer, bystander]) {
      client.ask(newId());
      await client.next('turn_end');
      client.socket.terminate();
    }
  });
});
