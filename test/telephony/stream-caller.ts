import { expect, vi } from 'vitest';
import type { FakeCall } from '../support/fake-twilio-call.ts';
import { ADA_PHONE, type TelephoneNode } from './telephone-node.ts';

export const WAIT = { timeout: 10_000, interval: 5 };

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

/** Waits until this was given to the voice, and plays everything that there is to hear. */
export async function hears(node: TelephoneNode, call: FakeCall, words: string): Promise<void> {
  await vi.waitFor(() => expect(node.tts.said).toContain(words), WAIT);
  await vi.waitFor(() => {
    soundOf(call).plays(60_000);
    node.clock.advance(100);
    expect(soundOf(call).playedMs).toBeGreaterThan(0);
  }, WAIT);
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

/** Plays what there is until all of the last answer was heard. */
export async function hearsToTheEnd(node: TelephoneNode, call: FakeCall, ada: string): Promise<void> {
  await vi.waitFor(async () => {
    soundOf(call).plays(500);
    node.clock.advance(500);
    expect(await lastAnswer(node, ada)).toMatchObject({ status: 'complete' });
  }, WAIT);
}

export async function lastAnswer(node: TelephoneNode, ada: string) {
  const [talk] = (await node.stores.conversations.list(ada, { limit: 1 })).items;
  const { items } = await node.stores.messages.list(ada, talk?.id ?? '', { limit: 20 });
  return items.findLast(({ role }) => role === 'tutor');
}
