import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import type { Call } from '../../src/ports/call-store.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { storedConversation, storedLearner, T0 } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

function callRecord(values: Partial<Call> = {}): Call {
  const id = newId();
  const call: Call = { id, callSid: `CA${id}`, mode: 'relay', status: 'in-progress', reconnects: 0, startedAt: T0 };
  return { ...call, ...values };
}

describe.each(DATABASE_KINDS)('call store on %s', (kind) => {
  const database = useDatabase(kind);
  const calls = () => database().stores.calls;

  it('stores a call once, however often it is told', async () => {
    const call = callRecord();
    const told = await Promise.all(Array.from({ length: 5 }, () => calls().begin({ ...call, id: newId() })));
    expect(new Set(told.map(({ call: { id } }) => id)).size).toBe(1);
    expect(told.filter(({ first }) => first)).toHaveLength(1);
    expect(await calls().find(call.callSid)).toEqual(told[0]?.call);
    expect(await calls().find('CAunknown')).toBeUndefined();
  });

  it('ties a call to a learner and a conversation', async () => {
    const learnerId = await storedLearner(database().stores);
    const conversationId = await storedConversation(database().stores, learnerId);
    const { call } = await calls().begin(callRecord());
    const patch = { mode: 'gather', errorCode: '64105', ending: 'transfer' } as const;
    await calls().goOnIn(call.callSid, { learnerId, conversationId }, T0 + 1);
    expect(await calls().update(call.callSid, patch)).toEqual({ ...call, learnerId, conversationId, ...patch });
    await database().stores.conversations.remove(learnerId, conversationId);
    expect((await calls().find(call.callSid))?.conversationId).toBeUndefined();
    expect(await calls().update('CAunknown', patch)).toBeUndefined();
  });

  it('remembers every talk that a call went on in, once and in order, for as long as there is one', async () => {
    const { stores } = database();
    const learnerId = await storedLearner(stores);
    const [first = '', second = '', third = ''] = await Promise.all(
      [1, 2, 3].map(() => storedConversation(stores, learnerId)),
    );
    const { callSid } = (await calls().begin(callRecord())).call;
    const talks = [first, second, first, third];
    for (const [at, conversationId] of talks.entries()) {
      await calls().goOnIn(callSid, { learnerId, conversationId }, T0 + at);
    }
    expect(await calls().talks(callSid)).toEqual([first, second, third]);
    expect((await calls().find(callSid))?.conversationId).toBe(third);
    await stores.conversations.remove(learnerId, second);
    expect(await calls().talks(callSid)).toEqual([first, third]);
    expect(await calls().talks('CAunknown')).toEqual([]);
    await calls().goOnIn('CAunknown', { learnerId, conversationId: first }, T0);
  });

  it('keeps what was handed on until it is taken away, or the call ends', async () => {
    const { call } = await calls().begin(callRecord());
    const handedOn = { turn: 3, speech: 'Why?', digits: undefined };
    expect(await calls().update(call.callSid, { handedOn })).toEqual({
      ...call,
      handedOn: { turn: 3, speech: 'Why?' },
    });
    expect((await calls().update(call.callSid, { mode: 'gather' }))?.handedOn).toEqual({ turn: 3, speech: 'Why?' });
    expect((await calls().update(call.callSid, { handedOn: null }))?.handedOn).toBeUndefined();
    await calls().update(call.callSid, { handedOn: { turn: 4, digits: '2' } });
    await calls().end(call.callSid, { status: 'completed', endedAt: T0 + 9 });
    expect((await calls().find(call.callSid))?.handedOn).toBeUndefined();
  });

  it('gives a socket’s token to exactly one of many', async () => {
    const { call } = await calls().begin(callRecord());
    await calls().offerToken(call.callSid, 'hash');
    expect(await calls().redeemToken(call.callSid, 'other', T0 + 5)).toBe(false);
    expect(await calls().redeemToken('CAunknown', 'hash', T0 + 5)).toBe(false);
    const redeemed = await Promise.all(
      Array.from({ length: 5 }, () => calls().redeemToken(call.callSid, 'hash', T0 + 5)),
    );
    expect(redeemed.filter(Boolean)).toHaveLength(1);
    expect(await calls().find(call.callSid)).toEqual({ ...call, socketAt: T0 + 5, signAt: T0 + 5 });
    await calls().offerToken(call.callSid, 'hash');
    expect(await calls().redeemToken(call.callSid, 'hash', T0 + 5)).toBe(false);
    expect(await calls().redeemToken(call.callSid, '', T0 + 5)).toBe(false);
  });

  it('counts the loss of a socket once, and then takes another token', async () => {
    const { call } = await calls().begin(callRecord());
    await calls().offerToken(call.callSid, 'first');
    await calls().redeemToken(call.callSid, 'first', T0 + 5);
    const lose = (session: string) => calls().loseSocket(call.callSid, session);
    const lost = await Promise.all(Array.from({ length: 5 }, () => lose('VX1')));
    expect(lost.filter((loss) => loss?.first)).toHaveLength(1);
    expect(await lose('VX2')).toMatchObject({ first: true, call: { reconnects: 2 } });
    // Told again, long after the next one was lost as well.
    expect(await lose('VX1')).toMatchObject({ first: false, call: { reconnects: 2 } });
    expect(await calls().find(call.callSid)).toMatchObject({ reconnects: 2 });
    await calls().offerToken(call.callSid, 'second');
    expect(await calls().redeemToken(call.callSid, 'second', T0 + 5)).toBe(true);
    expect(await calls().loseSocket('CAunknown', 'VX1')).toBeUndefined();
  });

  it('counts no more losses than a call can have, whatever is told', async () => {
    const { call } = await calls().begin(callRecord());
    for (let at = 0; at < 12; at += 1) await calls().loseSocket(call.callSid, `VX${'0'.repeat(60)}${at}`);
    expect(await calls().find(call.callSid)).toMatchObject({ reconnects: 7 });
  });

  it('keeps the first end, and what is told of it later', async () => {
    const { call } = await calls().begin(callRecord());
    await calls().end(call.callSid, { status: 'completed', endedAt: T0 + 60 });
    const later = { status: 'failed', endedAt: T0 + 99, durationS: 61, costUsd: 0.1 } as const;
    expect(await calls().end(call.callSid, later)).toBeUndefined();
    expect(await calls().find(call.callSid)).toMatchObject({ ...later, status: 'completed', endedAt: T0 + 60 });
    expect(await calls().end('CAunknown', { status: 'failed', endedAt: T0 })).toBeUndefined();
  });

  it('lets exactly one of many end a call', async () => {
    const { call } = await calls().begin(callRecord());
    const end = { status: 'completed', endedAt: T0 + 60, durationS: 61, costUsd: 0.1 } as const;
    const ends = await Promise.all(Array.from({ length: 5 }, () => calls().end(call.callSid, end)));
    expect(ends.filter(Boolean)).toEqual([{ ...call, ...end }]);
  });

  it('tells running calls from others', async () => {
    const [old, young, over] = await Promise.all(
      [T0 - 100, T0 + 100, T0 - 100].map(async (startedAt) => (await calls().begin(callRecord({ startedAt }))).call),
    );
    const sids = [old, young, over].map((call) => call?.callSid ?? '');
    await calls().end(sids[2] ?? '', { status: 'failed', endedAt: T0 });
    expect((await calls().running([...sids, 'CAunknown'])).sort()).toEqual(sids.slice(0, 2).sort());
    expect((await calls().sign([...sids, 'CAunknown'], T0 + 3)).map(({ callSid }) => callSid).sort()).toEqual(
      sids.slice(0, 2).sort(),
    );
    expect(await calls().sign([], T0)).toEqual([]);
  });

  it('finds those of which nothing was heard for as long as their kind may take', async () => {
    const first = T0 - 1_000_000;
    const at = async (signAt: number | undefined, ending?: 'hang_up' | 'transfer') =>
      (await calls().begin(callRecord({ startedAt: first, signAt, ending }))).call.callSid;
    const since = { talking: first + 10, hungUp: first + 20, putThrough: first + 5, began: first };
    const silent = [
      await at(first + 9),
      await at(first + 19, 'hang_up'),
      await at(first + 4, 'transfer'),
      (await calls().begin(callRecord({ startedAt: first - 1 }))).call.callSid,
    ];
    const heard = [
      await at(first + 10),
      await at(first + 20, 'hang_up'),
      await at(first + 5, 'transfer'),
      await at(undefined),
    ];
    const found = async () => (await calls().silent(since, 1000)).map(({ callSid }) => callSid);
    expect((await found()).filter((callSid) => [...silent, ...heard].includes(callSid)).sort()).toEqual(silent.sort());
    expect(await calls().silent(since, 2)).toHaveLength(2);
    await calls().sign(silent.slice(0, 1), first + 10);
    await calls().end(silent[1] ?? '', { status: 'completed', endedAt: T0 });
    expect(await found()).not.toContain(silent[0]);
    expect(await found()).not.toContain(silent[1]);
  });

  it('takes no call for silent whose socket a node of an older version holds, which gives no signs, before it is a day old', async () => {
    const since = { talking: T0 + 10, hungUp: T0 + 10, putThrough: T0 + 10, began: T0 - 10 };
    const { call } = await calls().begin(callRecord({ startedAt: T0, signAt: T0 }));
    // As a node of an older version redeems it: the sign stays what it was.
    await database()
      .database.knex('calls')
      .where({ call_sid: call.callSid })
      .update({ socket_at: T0 + 1 });
    const found = async (began: number) =>
      (await calls().silent({ ...since, began }, 1000)).some(({ callSid }) => callSid === call.callSid);
    expect(await found(T0 - 10)).toBe(false);
    expect(await found(T0 + 1)).toBe(true);
    await calls().sign([call.callSid], T0 + 1);
    expect(await found(T0 - 10)).toBe(true);
  });

  it('ends a call by its silence only if nothing was heard of it meanwhile, and writes nothing else', async () => {
    const { call } = await calls().begin(callRecord({ signAt: T0 }));
    const told = { status: 'completed', endedAt: T0 + 9, durationS: 5, costUsd: 0.1 } as const;
    await calls().sign([call.callSid], T0 + 1);
    expect(await calls().end(call.callSid, told, call)).toBeUndefined();
    expect(await calls().find(call.callSid)).toEqual({ ...call, signAt: T0 + 1 });
    expect(await calls().end(call.callSid, told, { signAt: T0 + 1 })).toMatchObject(told);
    const older = (await calls().begin(callRecord())).call;
    expect(await calls().end(older.callSid, told, older)).toMatchObject(told);
  });

  it('lists a learner’s calls and recent ones, newest first', async () => {
    const learnerId = await storedLearner(database().stores);
    const records = [3, 1, 2].map((at) => callRecord({ learnerId, startedAt: T0 * 2 + at }));
    for (const call of [...records, callRecord({ startedAt: T0 })]) await calls().begin(call);
    const starts = (list: Call[]) => list.map(({ startedAt }) => startedAt - T0 * 2);
    const first = await calls().list(learnerId, { limit: 2 });
    expect(starts(first.items)).toEqual([3, 2]);
    expect(starts((await calls().list(learnerId, { limit: 2, cursor: first.nextCursor })).items)).toEqual([1]);
    expect(starts(await calls().recent(T0 * 2, 2))).toEqual([3, 2]);
  });
});
