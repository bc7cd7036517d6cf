import { expect, it, vi } from 'vitest';
import { RelayConnection } from '../../src/telephony/relay-connection.ts';
import { StreamConnection } from '../../src/telephony/stream-connection.ts';
import { Voices } from '../../src/voice/speak/voices.ts';
import type { FakeCall } from '../support/fake-twilio-call.ts';
import { heldEntries } from '../support/held-entries.ts';
import { hearsToTheEnd, inCall, says, WAIT } from './stream-caller.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

const HOURS = 6;
const MINUTE_MS = 60_000;
/** A node signs more often: calls of which nothing was heard for eleven minutes are over. */
const MINUTES_A_LOOK = 5;
const BEYOND = 2 ** 31;

/** Ids of so many messages, and no more, are remembered: the first hour fills their places. */
const REMEMBERED = 32;

type Held = Record<string, number>;

/** A minute in which the caller skips what is said, and is asked whether they are there. */
async function minutePasses(node: TelephoneNode, call: FakeCall): Promise<void> {
  const before = node.tts.said.length;
  await call.presses('#');
  await node.twilio.exchanged();
  if (call.sound) await vi.waitFor(() => expect(node.tts.said.length).toBeGreaterThan(before), WAIT);
  call.sound?.plays(MINUTE_MS);
  call.sound?.isQuiet(MINUTE_MS, true);
  node.clock.advance(MINUTE_MS);
}

/** An hour that ends with a question. */
async function hourPasses(node: TelephoneNode, call: FakeCall, asks: () => Promise<void>): Promise<void> {
  for (let minute = 1; minute < 60; minute += 1) {
    await minutePasses(node, call);
    if (minute % MINUTES_A_LOOK === 0) await node.watch.look();
  }
  await asks();
  await vi.waitFor(() => expect(node.talks.active).toBe(0), WAIT);
}

async function held(node: TelephoneNode): Promise<Held> {
  const entries = await heldEntries([StreamConnection, RelayConnection, Voices]);
  // The debugger keeps the thread for so long that connections are closed as idle.
  await vi.waitFor(() => node.twilio.exchanged(), WAIT);
  return { ...Object.fromEntries(entries), timers: node.clock.waiting };
}

/** Collections that hold more than one entry more: by then, one an hour would be five. */
function grown(first: Held, last: Held): string[] {
  return Object.keys(last).filter((path) => (last[path] ?? 0) > (first[path] ?? 0) + 1);
}

/** @returns what is held after the first hour, and after the last */
async function hoursPass(node: TelephoneNode, call: FakeCall, asks: () => Promise<void>): Promise<[Held, Held]> {
  await hourPasses(node, call, asks);
  const first = await held(node);
  for (let hour = 2; hour <= HOURS; hour += 1) await hourPasses(node, call, asks);
  return [first, await held(node)];
}

it('a call of six hours over Media Streams holds no more after them than after the first, and counts beyond 2^31', async () => {
  await using node = await startTelephone({ mode: 'stream' });
  const { ada, call, sound } = await inCall(node);
  sound.counted(BEYOND - 100);
  let asked = 0;
  const asks = async () => {
    asked += 1;
    await says(node, call, 'Why are leaves green?');
    await vi.waitFor(() => expect(node.tutor.asked).toHaveLength(asked), WAIT);
    await hearsToTheEnd(node, call, ada);
  };
  for (let question = 1; question <= REMEMBERED; question += 1) await asks();
  const [first, last] = await hoursPass(node, call, asks);
  expect(Object.keys(first)).toEqual(expect.arrayContaining(['StreamConnection.#out.#ends', 'Voices.#rooms']));
  expect(grown(first, last).map((path) => [path, first[path], last[path]])).toEqual([]);
  expect(sound.sentChunks).toBeGreaterThan(BEYOND);
  expect([call.state, call.documents.length]).toEqual(['stream', 1]);
}, 180_000);

it('a call of six hours over ConversationRelay holds no more after them than after the first', async () => {
  await using node = await startTelephone();
  await node.linked();
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  let asked = 0;
  const [first, last] = await hoursPass(node, call, async () => {
    asked += 1;
    await call.says('Why are leaves green?');
    await vi.waitFor(() => expect(node.tutor.asked).toHaveLength(asked), WAIT);
  });
  expect(Object.keys(first).some((path) => path.startsWith('RelayConnection.#connection'))).toBe(true);
  expect(grown(first, last).map((path) => [path, first[path], last[path]])).toEqual([]);
  expect([asked, call.state, call.documents.length]).toEqual([HOURS, 'relay', 1]);
}, 180_000);
