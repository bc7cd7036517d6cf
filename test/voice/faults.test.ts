import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { unavailable } from '../../src/errors.ts';
import { newId } from '../../src/ids.ts';
import type { Conversation } from '../../src/ports/conversation-store.ts';
import { LEASE_MS } from '../../src/voice/leases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { addLearner } from '../support/realtime-node.ts';
import { delta, Gate, USUAL_TEXT, usualAnswer } from '../support/scripted-tutor.ts';
import { startTalks, type TalksUnderTest } from '../support/talks.ts';

const lost = unavailable('database_unavailable', 'The database does not answer right now.');

describe('talks when something breaks', () => {
  let clock: FakeClock;
  let on: TalksUnderTest;
  let learner: { learnerId: string; name: string };
  let conversation: Conversation;

  beforeEach(async () => {
    clock = new FakeClock(Date.now());
    on = await startTalks('sqlite', clock);
    learner = await addLearner(on.stores);
    conversation = await on.talks.open({ learnerId: learner.learnerId, learnerName: learner.name });
    await on.follow(conversation.id);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await on.stop();
  });

  const submit = (text = 'How?') => on.talks.submit(conversation, learner.name, { id: newId(), text, source: 'typed' });
  const answers = async () => {
    const { items } = await on.stores.messages.list(learner.learnerId, conversation.id, { limit: 50 });
    return items.filter((message) => message.role === 'tutor');
  };
  /** Moves time on until something has come about; batched text waits for the clock. */
  const until = async (check: () => void | Promise<void>) =>
    vi.waitFor(async () => {
      clock.advance(200);
      await check();
    });
  const ends = () => on.events.filter((event) => event.type === 'turn_end');

  it('ends a turn as failed when its events can’t be told, and stores that', async () => {
    vi.spyOn(on.eventLog, 'append').mockRejectedValue(new Error('down'));
    await submit();
    await until(async () => expect(await answers()).toMatchObject([{ status: 'failed', errorCode: 'internal' }]));
    expect(on.talks.active).toBe(0);
    vi.restoreAllMocks();
    await submit('Again?');
    await until(() => expect(ends()).toMatchObject([{ status: 'complete' }]));
  });

  it('goes on when progress can’t be saved', async () => {
    vi.spyOn(on.stores.messages, 'saveProgress').mockRejectedValue(new Error('down'));
    await submit();
    await until(() => expect(ends()).toMatchObject([{ status: 'complete' }]));
  });

  it('stores the end of a turn when the database is back, and tells it only then', async () => {
    const store = vi.spyOn(on.stores.messages, 'endTurn').mockRejectedValueOnce(lost);
    on.tutor.next(delta('Leaves.'));
    await submit();
    await vi.waitFor(() => expect(store).toHaveBeenCalledTimes(1));
    expect(ends()).toEqual([]);
    await until(() => expect(ends()).toMatchObject([{ status: 'complete', heardText: 'Leaves.' }]));
    expect(await answers()).toMatchObject([{ status: 'complete' }]);
  });

  it('tells the end of a turn that was stored although the database said it was not', async () => {
    const { messages } = on.stores;
    const endTurn = messages.endTurn.bind(messages);
    vi.spyOn(messages, 'endTurn').mockImplementationOnce(async (result) => {
      await endTurn(result);
      throw lost;
    });
    await submit();
    await until(() => expect(ends()).toMatchObject([{ status: 'complete', heardText: USUAL_TEXT }]));
  });

  it('runs a turn that was stored although the database said it was not', async () => {
    const { messages } = on.stores;
    const beginTurn = messages.beginTurn.bind(messages);
    vi.spyOn(messages, 'beginTurn').mockImplementationOnce(async (turn) => {
      await beginTurn(turn);
      throw lost;
    });
    await submit();
    await until(() => expect(ends()).toMatchObject([{ status: 'complete' }]));
    expect(on.tutor.asked).toHaveLength(1);
  });

  it('refuses a question while the database is away, and takes it when it is back', async () => {
    const begin = vi.spyOn(on.stores.messages, 'beginTurn').mockRejectedValue(lost);
    await expect(submit()).rejects.toMatchObject({ code: 'database_unavailable', retryable: true });
    expect(begin).toHaveBeenCalledTimes(2);
    begin.mockRestore();
    await submit();
    await until(() => expect(ends()).toMatchObject([{ status: 'complete' }]));
    expect(on.events.filter((event) => event.type === 'accepted')).toHaveLength(1);
  });

  it('ends a turn as failed, with its text, when its end can’t be stored as it is', async () => {
    const store = vi.spyOn(on.stores.messages, 'endTurn').mockRejectedValueOnce(new Error('a bad row'));
    await submit();
    await until(() => expect(ends()).toMatchObject([{ status: 'failed', heardText: USUAL_TEXT }]));
    expect(await answers()).toMatchObject([{ status: 'failed', errorCode: 'internal', text: USUAL_TEXT }]);
    expect(store).toHaveBeenCalledTimes(2);
  });

  it('goes on with the next question after a turn whose end can’t be stored at all', async () => {
    const store = vi.spyOn(on.stores.messages, 'endTurn');
    store.mockRejectedValueOnce(new Error('a bad row')).mockRejectedValueOnce(new Error('still bad'));
    await submit('one');
    await submit('two');
    await until(() => expect(ends()).toMatchObject([{ status: 'complete' }]));
  });

  it('tells no end of a turn that somebody else has ended', async () => {
    const gate = new Gate();
    on.tutor.next(gate, ...usualAnswer);
    await submit();
    await gate.reached;
    await on.stores.messages.failAbandoned(clock.now(), 'nobody');
    gate.open();
    await until(() => expect(on.talks.active).toBe(0));
    expect(ends()).toEqual([]);
    expect(await answers()).toMatchObject([{ status: 'failed', errorCode: 'server_stopped' }]);
  });

  it('saves what was said so far a moment after each sentence, for the case that it is killed', async () => {
    const gate = new Gate();
    on.tutor.next(delta('Leaves.'), { type: 'sentence', index: 0, text: 'Leaves.' }, delta(' And'), gate);
    await submit();
    await gate.reached;
    clock.advance(300);
    await vi.waitFor(async () => expect(await answers()).toMatchObject([{ status: 'pending', text: 'Leaves.' }]));
    gate.open();
    await until(() => expect(ends()).toHaveLength(1));
  });

  it('keeps the lease of a long turn alive, and nobody’s after it', async () => {
    const renew = vi.spyOn(on.stores.messages, 'renewLeases');
    const gate = new Gate();
    on.tutor.next(gate, ...usualAnswer);
    await submit();
    await gate.reached;
    for (let waited = 0; waited < 3 * LEASE_MS; waited += 5000) {
      clock.advance(5000);
      await renew.mock.results.at(-1)?.value;
    }
    expect(renew).toHaveBeenCalledWith(on.owner, clock.now() + LEASE_MS);
    expect(await on.stores.messages.failAbandoned(clock.now())).toEqual([]);
    gate.open();
    await until(() => expect(ends()).toHaveLength(1));
    clock.advance(5000);
    const calls = renew.mock.calls.length;
    clock.advance(60_000);
    expect(renew).toHaveBeenCalledTimes(calls);
  });

  it('lets running and waiting turns end when it drains, and takes no new ones', async () => {
    const gate = new Gate();
    on.tutor.next(gate, delta('One.')).next(delta('Two.'));
    await submit('one');
    await gate.reached;
    await submit('two');
    const drained = on.talks.drain(20_000);
    await expect(submit('three')).rejects.toMatchObject({ code: 'restarting', status: 503, retryable: true });
    gate.open();
    await drained;
    expect(ends().map((event) => event.status)).toEqual(['complete', 'complete']);
  });

  it('fails what has not ended when the time for draining is over', async () => {
    const gate = new Gate();
    on.tutor.next(delta('Leaves '), gate, ...usualAnswer);
    await submit('one');
    await gate.reached;
    await submit('two');
    const drained = on.talks.drain(20_000);
    clock.advance(19_999);
    expect(ends()).toEqual([]);
    clock.advance(1);
    await drained;
    expect(ends()).toMatchObject([{ status: 'failed' }, { status: 'failed' }]);
    expect(await answers()).toMatchObject([
      { status: 'failed', errorCode: 'server_stopping', text: 'Leaves ' },
      { status: 'failed', errorCode: 'server_stopping', text: '' },
    ]);
    gate.open();
  });
});
