import { describe, expect, it, vi } from 'vitest';
import { createMemorySignals } from '../../src/adapters/memory/signals.ts';
import { createRedisSignals } from '../../src/adapters/redis/signals.ts';
import type { Signal, Signals } from '../../src/ports/signals.ts';
import { openTestRedis, silent, testKeyPrefix } from '../support/redis.ts';

const SIGNALS: Signal[] = [
  { type: 'interrupt', conversationId: 'c', turnId: 't', heardChars: 12 },
  { type: 'replaced', conversationId: 'c', connectionId: 'k' },
  { type: 'untold', conversationId: 'c' },
  { type: 'line_replaced', callSid: 'CA1', nth: 2 },
  { type: 'signed_out', learnerId: 'l' },
  { type: 'deleted', learnerId: 'l' },
  { type: 'changed', learnerId: 'l' },
  { type: 'changed', learnerId: 'l', conversationId: 'c' },
  { type: 'deleted', learnerId: 'l', conversationId: 'c' },
  { type: 'signed_out', learnerId: 'l', credentialId: 's', exceptCredentialId: 'x' },
  { type: 'document', learnerId: 'l', documentId: 'd' },
];

/** The signals of each of two nodes; a single node has one. */
type Open = () => Promise<[Signals, Signals]>;

const openMemory: Open = async () => {
  const signals = createMemorySignals({ logger: silent });
  return [signals, signals];
};

const openRedis: Open = async () => {
  const options = { logger: silent, keyPrefix: testKeyPrefix() };
  const [one, two] = await Promise.all([openTestRedis(), openTestRedis()]);
  return [await createRedisSignals(one, options), await createRedisSignals(two, options)];
};

describe.each([
  ['memory', openMemory],
  ['redis', openRedis],
])('signals in %s', (_, open) => {
  it('reach everybody who listens, on every node, once and in order', async () => {
    const [one, two] = await open();
    const heard: Signal[][] = [[], [], []];
    one.subscribe((signal) => heard[0]?.push(signal));
    one.subscribe((signal) => heard[1]?.push(signal));
    two.subscribe((signal) => heard[2]?.push(signal));
    for (const signal of SIGNALS) await one.publish(signal);
    await vi.waitFor(() => expect(heard).toEqual([SIGNALS, SIGNALS, SIGNALS]));
  });

  it('have reached the node’s own listeners once they are published', async () => {
    const [one] = await open();
    const heard: Signal[] = [];
    one.subscribe((signal) => heard.push(signal));
    for (const signal of SIGNALS) await one.publish(signal);
    expect(heard).toEqual(SIGNALS);
  });

  it('no longer reach who has stopped listening', async () => {
    const [one, two] = await open();
    const heard: [string[], string[]] = [[], []];
    const end = one.subscribe(({ type }) => heard[0].push(type));
    one.subscribe(({ type }) => heard[1].push(type));
    end();
    end();
    await two.publish({ type: 'replaced', conversationId: 'c', connectionId: 'k' });
    await vi.waitFor(() => expect(heard).toEqual([[], ['replaced']]));
  });

  it('reach the others when one listener throws', async () => {
    const [one, two] = await open();
    const heard: string[] = [];
    for (const node of [one, two]) {
      node.subscribe(() => {
        throw new Error('a defect of the listener');
      });
      node.subscribe(({ type }) => heard.push(type));
    }
    await one.publish({ type: 'signed_out', learnerId: 'l' });
    await vi.waitFor(() => expect(heard).toEqual(['signed_out', 'signed_out']));
  });

  it('are fine with nobody listening', async () => {
    const [one] = await open();
    await expect(one.publish({ type: 'signed_out', learnerId: 'l' })).resolves.toBeUndefined();
  });
});
