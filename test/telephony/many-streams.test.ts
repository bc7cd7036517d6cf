import { expect, it, vi } from 'vitest';
import { toMulaw } from '../../src/sound/mulaw.ts';
import { prepareForSpeaking } from '../../src/spoken/speak/prepare.ts';
import type { ScriptedStretch } from '../support/scripted-speech-to-text.ts';
import { end, passages } from '../support/scripted-tutor.ts';
import { MS_PER_CHAR } from '../support/scripted-voice.ts';
import { startTelephone } from './telephone-node.ts';

const CALLS = 200;
const WAIT = { timeout: 90_000, interval: 50 };
/** Frames of 20 ms in which a caller's number is told, a bit each: loud or soft. */
const BITS = 8;
const LOUD = 20_000;
const SOFT = 8000;
const BETWEEN = 14_000;

/** What a caller's telephone sends: a tone that says who it is, and goes on for 400 ms. */
function voiceOf(caller: number): string[] {
  const bits = Array.from({ length: BITS }, (_, bit) => (caller >> bit) & 1);
  return [...bits, ...Array.from({ length: 20 }, () => 1)].map((bit) => frame(bit === 1 ? LOUD : SOFT));
}

function frame(level: number): string {
  return Buffer.from(toMulaw(new Int16Array(160).fill(level))).toString('base64');
}

/** Who speaks in a stretch; it begins with what was before the voice. */
function callerIn({ sound }: ScriptedStretch): number {
  const samples = sound.flatMap((piece) => [...piece]);
  const start = samples.findIndex((sample) => sample > SOFT / 2);
  const bits = Array.from({ length: BITS }, (_, bit) => ((samples[start + bit * 320 + 160] ?? 0) > BETWEEN ? 1 : 0));
  return bits.reduce<number>((number, bit, at) => number + (bit << at), 0);
}

it('two hundred calls over Media Streams each hold the words and the sound of their own caller', async () => {
  await using node = await startTelephone({ mode: 'stream', maxCalls: CALLS });
  const questionOf = (caller: number) => `What is the word number ${caller}?`;
  const answerOf = (caller: number) => `It is ${'very '.repeat(caller % 20)}${caller}.`;
  node.stt.onStretch = (stretch) => void stretch.heardAll.then(() => stretch.end(questionOf(callerIn(stretch))));
  node.tutor.answers = ({ text }) => {
    const answer = answerOf(Number(/\d+/.exec(text)?.[0]));
    return [passages, { type: 'delta', text: answer }, { type: 'sentence', index: 0, text: answer }, end];
  };
  const callers = Array.from({ length: CALLS }, (_, at) => ({ phone: `+1555${1_000_000 + at}`, name: `N${at}` }));
  const learners = await Promise.all(callers.map(({ phone, name }) => node.linked(phone, { name })));
  const calls = await Promise.all(callers.map(({ phone }) => node.twilio.call(phone)));
  const sounds = calls.map(({ sound }) => {
    if (!sound) throw new Error('not a call with sound');
    return sound;
  });
  await vi.waitFor(() => expect(node.tts.said).toHaveLength(CALLS), WAIT);
  await vi.waitFor(() => expect(sounds.every(({ waitingMs }) => waitingMs > 0)).toBe(true), WAIT);
  for (const sound of sounds) sound.plays(60_000);
  const greetings = sounds.map(({ playedMs }) => playedMs);

  for (const [caller, sound] of sounds.entries()) {
    for (const payload of voiceOf(caller)) sound.sends(payload);
    sound.hears('silence', 600);
  }
  const saidIn = async (learner: string) => {
    const { items } = await node.stores.conversations.list(learner, { limit: 5 });
    expect(items).toHaveLength(1);
    const { items: said } = await node.stores.messages.list(learner, items[0]?.id ?? '', { limit: 9 });
    return said.map(({ text, status }) => [text, status]);
  };
  await vi.waitFor(() => expect(node.stt.stretches).toHaveLength(CALLS), WAIT);
  await Promise.all(node.stt.stretches.map(({ heardAll }) => heardAll));
  // In small steps, so that nobody is told that the tutor thinks while others are still being waited for.
  await vi.waitFor(() => {
    node.clock.advance(10);
    expect(node.tutor.asked).toHaveLength(CALLS);
  }, WAIT);
  await vi.waitFor(async () => {
    for (const sound of sounds) sound.plays(1000);
    const ended = await Promise.all(learners.map(saidIn));
    expect(ended.filter(([, answer]) => answer?.[1] === 'complete')).toHaveLength(CALLS);
  }, WAIT);

  expect(await Promise.all(learners.map(saidIn))).toEqual(
    learners.map((_, caller) => [
      [questionOf(caller), 'complete'],
      [answerOf(caller), 'complete'],
    ]),
  );
  // The answers differ in length, and so does what each caller was given to hear.
  expect(sounds.map(({ playedMs }, caller) => playedMs - (greetings[caller] ?? 0))).toEqual(
    learners.map((_, caller) => prepareForSpeaking(answerOf(caller), 'en-US').text.length * MS_PER_CHAR),
  );
}, 200_000);
