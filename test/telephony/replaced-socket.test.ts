import { once } from 'node:events';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createMemorySignals } from '../../src/adapters/memory/signals.ts';
import { createRedisSignals } from '../../src/adapters/redis/signals.ts';
import { CallSockets } from '../../src/telephony/call-sockets.ts';
import { openTestDatabase } from '../support/databases.ts';
import { openTestRedis, silent, testKeyPrefix } from '../support/redis.ts';
import { USUAL_TEXT } from '../support/scripted-tutor.ts';
import { bareRelay } from './signed-requests.ts';
import { ADA_PHONE, startTelephone } from './telephone-node.ts';

/** Two nodes that share PostgreSQL and Redis. */
async function twoNodes() {
  const database = await openTestDatabase('postgres');
  const options = { logger: silent, keyPrefix: testKeyPrefix() };
  const start = async () =>
    startTelephone({ database, signals: await createRedisSignals(await openTestRedis(), options) });
  const nodes = [await start(), await start()] as const;
  onTestFinished(async () => {
    for (const node of nodes) await node[Symbol.asyncDispose]();
    await database.drop();
  });
  return nodes;
}

it('the socket of a call that another one replaces is closed, also by a node that never heard of its loss', async () => {
  const [here, there] = await twoNodes();
  await here.linked();
  const { callSid, socket, received } = await bareRelay(here, ADA_PHONE);
  await vi.waitFor(() => expect(received.join()).toContain('Hello Ada'));
  const closed = once(socket, 'close');
  const lost = { CallSid: callSid, From: ADA_PHONE, SessionId: 'VX1', SessionStatus: 'failed' };
  const again = await there.twilio.post('/twilio/relay-ended', lost);
  const elsewhere = await there.twilio.adopt(callSid, ADA_PHONE, await again.text());
  expect(await elsewhere.next()).toBe('I am back. Please go on.');
  expect((await closed)[0]).toBe(1008);
  await vi.waitFor(() => expect([here.gateway.open, there.gateway.open]).toEqual([0, 1]));
  await elsewhere.says('Why are leaves green?');
  expect(await elsewhere.next()).toBe(USUAL_TEXT);
  expect(here.tutor.asked).toEqual([]);
});

it('a socket is replaced by later ones alone, however late it is told of those before', async () => {
  const signals = createMemorySignals({ logger: silent });
  const [here, there] = [new CallSockets(signals), new CallSockets(signals)];
  const replaced: string[] = [];
  const open = (sockets: CallSockets, nth: number, callSid = 'CA1') =>
    sockets.open(callSid, nth, () => replaced.push(`${callSid} ${nth}`));
  open(here, 0);
  open(here, 0, 'CA2');
  open(there, 1);
  expect(replaced).toEqual(['CA1 0']);
  const close = open(here, 2);
  expect(replaced).toEqual(['CA1 0', 'CA1 1']);
  await signals.publish({ type: 'line_replaced', callSid: 'CA1', nth: 1 });
  close();
  await signals.publish({ type: 'line_replaced', callSid: 'CA1', nth: 3 });
  there.close();
  expect(replaced).toEqual(['CA1 0', 'CA1 1']);
});
