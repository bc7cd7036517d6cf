import { expect, test, vi } from 'vitest';
import { CloseCode } from '../../../src/protocol/close-codes.ts';
import { conversationId, delta, ready } from '../support/events.ts';
import { connect, connected } from './connection-kit.ts';

test('says where it left off', () => {
  const { world } = connect({ epoch: 'first', offset: 5 });
  world.socket.opens();
  expect(world.socket.sent).toEqual([
    {
      type: 'hello',
      conversationId,
      resume: { epoch: 'first', offset: 5 },
      audioIn: 'none',
      audioOut: 'none',
    },
  ]);
});

test('gives each event once and in order, whatever the line repeats or swaps', () => {
  const { world, offsets } = connected();
  for (const offset of [6, 6, 8, 7, 7, 5, 9, 8]) world.socket.says(delta(offset));
  expect(offsets).toEqual([6, 7, 8, 9]);
});

test('after a cut it comes back, asks for what it missed, and repeats nothing', () => {
  const { world, offsets, states } = connected();
  world.socket.says(delta(6));
  world.socket.breaks();
  expect(states.at(-1)).toMatchObject({ kind: 'waiting' });
  world.pass(20_000);
  world.socket.opens();
  expect(world.socket.sent[0]).toMatchObject({ resume: { epoch: 'first', offset: 6 } });
  world.socket.says(ready(8, true));
  for (const offset of [6, 7, 8]) world.socket.says(delta(offset));
  expect(offsets).toEqual([6, 7, 8]);
});

test('loads anew when something could not be told, since nothing would be missing from what it asks for', () => {
  const { world } = connected();
  world.socket.breaks(CloseCode.untold);
  world.pass(20_000);
  world.socket.opens();
  expect(world.socket.sent[0]).not.toHaveProperty('resume');
});

test('nothing of an old socket counts once a new one is opened', () => {
  const { world, offsets, connection } = connected();
  const old = world.socket;
  connection.networkLost();
  expect(old.isClosed).toBe(true);
  connection.wake();
  old.says(delta(6));
  old.breaks(CloseCode.sessionExpired);
  expect(offsets).toEqual([]);
  expect(connection.state).toEqual({ kind: 'connecting' });
});

test('an event that stays missing is asked for again after two seconds', () => {
  const { world, offsets } = connected();
  world.socket.says(delta(7));
  world.pass(1_999);
  expect(world.sockets).toHaveLength(1);
  world.pass(1);
  expect(world.sockets).toHaveLength(2);
  world.socket.opens();
  expect(world.socket.sent[0]).toMatchObject({ resume: { epoch: 'first', offset: 5 } });
  world.socket.says(ready(7, true));
  world.socket.says(delta(6));
  world.socket.says(delta(7));
  expect(offsets).toEqual([6, 7]);
});

test('steps over events of a kind that it does not know', () => {
  const { world, offsets } = connected();
  world.socket.says({ type: 'applause', loudness: 3, offset: 6 });
  world.socket.says(delta(7));
  world.pass(10_000);
  expect(offsets).toEqual([7]);
  expect(world.sockets).toHaveLength(1);
});

test('frames that are no messages do no harm', () => {
  const { world, offsets, aside } = connected();
  world.socket.says('nonsense');
  world.socket.says({ type: 'delta', turnId: 'no uuid', text: 1 });
  world.socket.says(delta(6));
  expect(offsets).toEqual([6]);
  expect(aside).not.toHaveBeenCalled();
});

test('what has no offset is told aside', () => {
  const { world, aside, offsets } = connected();
  world.socket.says({ type: 'error', code: 'too_many_waiting', message: 'Wait.', retryable: true, requestId: 'r' });
  expect(aside).toHaveBeenCalledOnce();
  expect(offsets).toEqual([]);
});

test('reloads where the server can’t resume, and keeps live events back meanwhile', async () => {
  const { world, offsets, reload, connection } = connect({ epoch: 'gone', offset: 40 });
  const loading = Promise.withResolvers<'done'>();
  reload.mockReturnValueOnce(loading.promise);
  world.socket.opens();
  world.socket.says(ready(3, false, 'second'));
  world.socket.says(delta(4));
  expect(offsets).toEqual([]);
  expect(connection.send({ type: 'ack', offset: 3 })).toBe(false);
  loading.resolve('done');
  await vi.waitFor(() => expect(offsets).toEqual([4]));
  expect(connection.state).toEqual({ kind: 'open' });
  world.socket.breaks();
  world.pass(20_000);
  world.socket.opens();
  expect(world.socket.sent[0]).toMatchObject({ resume: { epoch: 'second', offset: 4 } });
});

test('a reload that fails, or is cut off, is done again', async () => {
  const { world, reload, connection } = connect();
  reload.mockRejectedValueOnce(new Error('no network'));
  world.socket.opens();
  world.socket.says(ready(3, false));
  await vi.waitFor(() => expect(connection.state.kind).toBe('waiting'));
  reload.mockReturnValueOnce(new Promise(() => undefined));
  world.pass(20_000);
  world.socket.opens();
  world.socket.says(ready(3, false));
  world.socket.breaks();
  world.pass(20_000);
  world.socket.opens();
  expect(world.socket.sent[0]).toMatchObject({ resume: { epoch: 'none', offset: 0 } });
  expect(reload).toHaveBeenCalledTimes(2);
});

test('rewinds once to see a running turn from its beginning', async () => {
  const { world, offsets, reload, connection } = connect();
  reload.mockResolvedValue('rewind');
  world.socket.opens();
  world.socket.says(ready(3, false));
  await vi.waitFor(() => expect(world.sockets).toHaveLength(2));
  world.socket.opens();
  expect(world.socket.sent[0]).toMatchObject({ resume: { epoch: 'first', offset: 0 } });
  world.socket.says(ready(3, true));
  for (const offset of [1, 2, 3, 4]) world.socket.says(delta(offset));
  expect(offsets).toEqual([1, 2, 3, 4]);
  expect(connection.state).toEqual({ kind: 'open' });
});

test('does not rewind for ever when the beginning is gone', async () => {
  const { world, reload, connection } = connect();
  reload.mockResolvedValue('rewind');
  world.socket.opens();
  world.socket.says(ready(3, false));
  await vi.waitFor(() => expect(world.sockets).toHaveLength(2));
  world.socket.opens();
  world.socket.says(ready(3, false));
  await vi.waitFor(() => expect(connection.state).toEqual({ kind: 'open' }));
  expect(world.sockets).toHaveLength(2);
});

test('comes back at once when the server restarts, and with patience when it keeps restarting', () => {
  const { world, states } = connected();
  world.socket.breaks(CloseCode.restarting);
  expect(states.at(-1)).toEqual({ kind: 'waiting', attempt: 0, retryInMs: 0 });
  world.pass(0);
  world.socket.opens();
  world.socket.breaks(CloseCode.restarting);
  expect(states.at(-1)).toMatchObject({ kind: 'waiting', attempt: 1, retryInMs: 750 });
});

test('a line that falls silent in the middle of an answer is left for a new one', () => {
  const { world, expected, offsets } = connected();
  expected.now = true;
  world.pass(14_000);
  world.socket.says(delta(6));
  world.pass(14_000);
  expect(world.sockets).toHaveLength(1);
  world.pass(15_000);
  expect(world.sockets).toHaveLength(2);
  world.socket.opens();
  world.socket.says(ready(7, true));
  world.socket.says(delta(7));
  expect(offsets).toEqual([6, 7]);
});

test('a line that never opens is given up after 15 s', () => {
  const { world, states } = connect();
  world.pass(15_000);
  expect(states.at(-1)).toMatchObject({ kind: 'waiting' });
  expect(world.socket.isClosed).toBe(true);
});

test('a line that has nothing to say may be silent', () => {
  const { world, connection } = connected();
  for (let minute = 0; minute < 10; minute += 1) world.pass(60_000);
  expect(world.sockets).toHaveLength(1);
  expect(connection.state).toEqual({ kind: 'open' });
});

test('a page that comes back after a while asks again over a new line', () => {
  const { world, connection } = connected();
  world.pass(14_999);
  connection.wake();
  expect(world.sockets).toHaveLength(1);
  world.pass(1);
  connection.wake();
  expect(world.sockets).toHaveLength(2);
});

test.each([
  [CloseCode.sessionExpired, 'signed_out'],
  [CloseCode.notYours, 'not_yours'],
  [CloseCode.replaced, 'replaced'],
])('close code %i is final: %s', (code, reason) => {
  const { world, connection } = connected();
  world.socket.breaks(code);
  world.pass(120_000);
  connection.wake();
  expect(connection.state).toEqual({ kind: 'stopped', reason });
  expect(world.sockets).toHaveLength(1);
});

test('stops when a refused socket turns out to mean that the session is over', async () => {
  const { world, connection } = connect();
  world.signedIn = false;
  world.socket.breaks();
  await vi.waitFor(() => expect(connection.state).toEqual({ kind: 'stopped', reason: 'signed_out' }));
});

test('waits longer after each failure, never longer than 20 s, and anew after a good connection', () => {
  const { world, states } = connect({ epoch: 'first', offset: 5 });
  world.signedIn = new Error('not reached');
  const waits: number[] = [];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    world.socket.breaks();
    const state = states.at(-1);
    if (state?.kind === 'waiting') waits.push(state.retryInMs);
    world.pass(20_000);
  }
  expect(waits).toEqual([375, 750, 1500, 3000, 6000, 12_000, 15_000, 15_000]);
  world.socket.opens();
  world.socket.says(ready(5, true));
  world.pass(5_000);
  world.socket.breaks();
  expect(states.at(-1)).toMatchObject({ kind: 'waiting', retryInMs: 375 });
});
