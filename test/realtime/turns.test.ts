import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '../../src/ids.ts';
import { openTestDatabase } from '../support/databases.ts';
import type { RealtimeClient } from '../support/realtime-client.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';
import { delta, Gate, USUAL_TEXT, usualAnswer } from '../support/scripted-tutor.ts';

describe('a talk over a socket', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let node: RealtimeNode;
  let learner: Awaited<ReturnType<typeof addLearner>>;
  let client: RealtimeClient;
  let conversationId: string;

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
    node = await startNode({ stores: database.stores });
  });
  afterAll(async () => {
    await node.stop();
    await database.drop();
  });
  beforeEach(async () => {
    node.tutor.reset();
    learner = await addLearner(database.stores);
    client = await node.connect(learner.token);
    ({ conversationId } = await client.hello());
  });
  afterEach(() => client.socket.terminate());

  it('is told in order, with offsets rising by one', async () => {
    client.ask(newId());
    const end = await client.next('turn_end');
    await client.next('state', (event) => event.state === 'listening');
    expect(client.offsets).toEqual(Array.from(client.offsets, (_, index) => index + 1));
    expect(client.logged[0]?.type).toBe('accepted');
    expect(client.text).toBe(USUAL_TEXT);
    expect(end.heardText).toBe(USUAL_TEXT);
    expect(node.tutor.asked[0]).toMatchObject({ learnerId: learner.learnerId, learnerName: 'Ada' });
  });

  it('acknowledges a message only once it is stored', async () => {
    const begin = vi.spyOn(database.stores.messages, 'beginTurn');
    const id = newId();
    client.ask(id);
    expect(await client.next('accepted')).toMatchObject({ id });
    expect(await begin.mock.results[0]?.value).toMatchObject({ outcome: 'stored' });
    begin.mockRestore();
    await client.next('turn_end');
  });

  it('answers a repeated message with what it has, on whatever connection it comes again', async () => {
    const gate = new Gate();
    node.tutor.next(delta('Leaves '), gate, delta('make sugar.'));
    const id = newId();
    client.ask(id);
    client.ask(id);
    await gate.reached;
    client.ask(id);
    for (const _ of [1, 2, 3]) await client.next('accepted');
    gate.open();
    await client.next('turn_end');
    const other = await node.connect(learner.token);
    await other.hello({ conversationId });
    other.ask(id);
    await other.next('accepted');
    expect(await other.next('turn_end')).toMatchObject({ status: 'complete', heardText: 'Leaves make sugar.' });
    expect(node.tutor.asked).toHaveLength(1);
    other.socket.terminate();
  });

  it('refuses an id with another text, to this client alone', async () => {
    const id = newId();
    client.ask(id, 'one');
    await client.next('turn_end');
    client.ask(id, 'another');
    const error = await client.next('error');
    expect(error).toMatchObject({ code: 'id_in_use', retryable: false });
    expect(error.offset).toBeUndefined();
  });

  it('lets eight questions wait and refuses the ninth', async () => {
    const gate = new Gate();
    node.tutor.next(gate, ...usualAnswer);
    client.ask(newId());
    await gate.reached;
    for (let n = 0; n < 9; n += 1) client.ask(newId(), `waiting ${n}`);
    expect(await client.next('error')).toMatchObject({ code: 'too_many_waiting', retryable: true });
    gate.open();
    for (let n = 0; n < 9; n += 1) await client.next('turn_end');
    expect(client.events.filter((event) => event.type === 'accepted')).toHaveLength(9);
  });

  it('stops when the learner says so', async () => {
    const gate = new Gate();
    node.tutor.next(delta('Leaves make sugar.'), gate);
    client.ask(newId());
    const { turnId } = await client.next('delta');
    client.send({ type: 'interrupt', turnId, heardChars: 8 });
    expect(await client.next('turn_end')).toMatchObject({ turnId, status: 'interrupted', heardText: 'Leaves' });
    expect(await client.next('state')).toMatchObject({ state: 'listening' });
    gate.open();
  });

  it('answers again on request, and not while it answers', async () => {
    node.tutor.next(delta('Leaves '), new Error('lost'));
    client.ask(newId());
    const { messageId } = await client.next('turn_end', (event) => event.status === 'failed');
    const gate = new Gate();
    node.tutor.next(gate, ...usualAnswer);
    client.send({ type: 'regenerate', messageId });
    await gate.reached;
    client.send({ type: 'regenerate', messageId });
    expect(await client.next('error')).toMatchObject({ code: expect.stringMatching(/turn_running|not_found/) });
    gate.open();
    expect(await client.next('turn_end')).toMatchObject({ status: 'complete', heardText: USUAL_TEXT });
    client.send({ type: 'regenerate', messageId: newId() });
    expect(await client.next('error')).toMatchObject({ code: 'not_found' });
  });

  it('changes its mode from the next turn on, and refuses modes that aren’t taught', async () => {
    client.send({ type: 'set', mode: 'explain', language: 'es', voice: 'any' });
    client.ask(newId());
    await client.next('turn_end');
    expect(node.tutor.asked.at(-1)).toMatchObject({ mode: 'explain', language: 'es' });
    client.send({ type: 'set', mode: 'capture' });
    expect(await client.next('error')).toMatchObject({ code: 'mode_unavailable' });
  });

  it('lets the tutor look ahead while the learner speaks', async () => {
    client.send({ type: 'partial_text', text: 'how do leaves' });
    await vi.waitFor(() => expect(node.tutor.anticipated).toMatchObject([{ text: 'how do leaves' }]));
  });

  it('tells open connections when a part of the service changes', async () => {
    const silent = await node.connect(learner.token);
    node.board.report('vectors', 'degraded', 'Search by meaning is down.');
    const notice = await client.next('notice');
    expect(notice).toMatchObject({ code: 'vectors_degraded', message: 'Search by meaning is down.' });
    expect(notice.offset).toBeUndefined();
    node.board.report('vectors', 'ok');
    expect(await client.next('notice')).toMatchObject({ code: 'vectors_ok' });
    await silent.hello();
    expect(silent.events.map((event) => event.type)).toEqual(['ready']);
    silent.socket.terminate();
  });

  it('says that it is gone once its conversation was deleted', async () => {
    await database.stores.conversations.remove(learner.learnerId, conversationId);
    client.ask(newId());
    expect(await client.next('error')).toMatchObject({ code: 'not_found' });
  });

  it('tells a client nothing about a defect but that there was one', async () => {
    vi.spyOn(database.stores.messages, 'beginTurn').mockRejectedValueOnce(new Error('table secrets is broken'));
    client.ask(newId());
    const error = await client.next('error');
    expect(error).toMatchObject({ code: 'internal', retryable: true });
    expect(JSON.stringify(error)).not.toContain('secrets');
  });
});
