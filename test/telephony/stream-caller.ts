import { expect, vi } from 'vitest';
import type { FakeCall } from '../support/fake-twilio-call.ts';
import { ADA_PHONE, type TelephoneNode } from './telephone-node.ts';

export const WAIT = { interval: 5 };
/**
 * What passes at each look for something that takes no time of the call's, ms. Were it much more, a caller for whom a busy machine
 * works would be silent for so long that they are asked whether they are still there, and the call ended.
 */
const MOMENT_MS = 20;

/** A node with a caller who is linked and has heard the greeting. */
export async function inCall(node: TelephoneNode) {
  const ada = await node.linked();
  const call = await node.twilio.call(ADA_PHONE);
  await hears(node, call, 'Hello Ada. What would you like to talk about?');
  return { ada, call, sound: soundOf(call) };
}

function soundOf(call: FakeCall) {
  if (!call.sound) throw new Error('not a call with sound');
  return call.sound;
}

/** How much of what a caller heard was waited for. */
const waitedFor = new WeakMap<FakeCall, number>();

/**
 * Plays everything that there is, until the caller has heard these words, after those that were waited for before. It is not
 * enough that they were given to the voice: their sound may come later, and what nobody plays is never told as played.
 */
export async function hears(node: TelephoneNode, call: FakeCall, words: string): Promise<void> {
  await vi.waitFor(() => expect(node.tts.said).toContain(words), WAIT);
  const from = waitedFor.get(call) ?? 0;
  await vi.waitFor(() => {
    soundOf(call).plays(60_000);
    node.clock.advance(MOMENT_MS);
    expect(call.ear.text.slice(from)).toContain(words);
  }, WAIT);
  waitedFor.set(call, call.ear.text.indexOf(words, from) + words.length);
}

/** The caller says something, which is recognised as these words; then they are silent for long enough. */
export async function says(node: TelephoneNode, call: FakeCall, words: string): Promise<void> {
  const before = node.stt.stretches.length;
  node.stt.onStretch = (stretch) => stretch.end(words);
  soundOf(call).hears('voice', 800);
  soundOf(call).hears('silence', 600);
  await vi.waitFor(() => expect(node.stt.stretches.length).toBe(before + 1), WAIT);
  await node.stt.last.heardAll;
  await passes(node, 5000);
}

/** Time passes in steps, so that what happens at one of them can lead to what happens at the next. */
async function passes(node: TelephoneNode, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    node.clock.advance(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The answer that was waited for last. */
const heardToTheEnd = new WeakMap<FakeCall, string>();

/**
 * Plays what there is until all of the last answer was heard, which is another one than was waited for before: a question that was
 * asked just now may not be stored yet.
 */
export async function hearsToTheEnd(node: TelephoneNode, call: FakeCall, ada: string): Promise<void> {
  const answer = await vi.waitFor(async () => {
    const sound = soundOf(call);
    const ms = Math.min(500, sound.waitingMs) || MOMENT_MS;
    sound.plays(ms);
    node.clock.advance(ms);
    const last = await lastAnswer(node, ada);
    expect(last).toMatchObject({ status: 'complete' });
    expect(last?.id).not.toBe(heardToTheEnd.get(call));
    return last;
  }, WAIT);
  if (answer) heardToTheEnd.set(call, answer.id);
}

export async function lastAnswer(node: TelephoneNode, ada: string) {
  const [talk] = (await node.stores.conversations.list(ada, { limit: 1 })).items;
  return node.stores.messages.latestAnswer(ada, talk?.id ?? '');
}
