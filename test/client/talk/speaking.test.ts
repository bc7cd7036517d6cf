import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Player } from '../../../src/client/audio/player.ts';
import type { FromPlayback } from '../../../src/client/audio/worklet-messages.ts';
import { BrowserVoice } from '../../../src/client/speech/browser-voice.ts';
import { ServerVoice } from '../../../src/client/speech/server-voice.ts';
import { Speaking } from '../../../src/client/talk/speaking.ts';
import { AudioKind } from '../../../src/protocol/audio-frame.ts';
import { prepareForSpeaking } from '../../../src/spoken/speak/prepare.ts';

class Utterance {
  onboundary: ((event: { charIndex: number }) => void) | undefined;
  onend: (() => void) | undefined;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const FIRST = 'Leaves hold a green dye.';
const SECOND = 'It catches the light.';
const THIRD = 'So they make sugar.';

let spoken: Utterance[] = [];

beforeEach(() => {
  spoken = [];
  vi.stubGlobal('SpeechSynthesisUtterance', Utterance);
  vi.stubGlobal('speechSynthesis', { speak: (one: Utterance) => spoken.push(one), cancel: () => undefined });
});
afterEach(() => vi.unstubAllGlobals());

/** An answer whose sound comes from the server, in a browser with or without a voice. */
async function answer(hasVoice = true) {
  const told: string[] = [];
  const clock = { now: 0 };
  let play: (message: FromPlayback) => void = () => undefined;
  const player: Player = {
    play: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
    drop: () => undefined,
    close: () => undefined,
  };
  const now = () => clock.now;
  const open = async (heard: (message: FromPlayback) => void) => {
    play = heard;
    return player;
  };
  const speaking = new Speaking({
    makeServerVoice: (events) => new ServerVoice(events, open, now),
    makeBrowserVoice: (events) =>
      hasVoice
        ? new BrowserVoice(events, { language: () => 'en', speed: () => 1, now, prepare: prepareForSpeaking })
        : undefined,
    played: ({ sentence, playedMs: ms, done, chars }) =>
      told.push(`${sentence} ${ms}${done ? ' done' : ''} ${chars ?? '-'}`),
    changed: () => told.push(speaking.progress.value ? 'speaks' : 'silent'),
  });
  const say = (index: number, text: string, start: number, turn = 7, turnId = 'a') =>
    speaking.say({ turnId, turn, place: { index, start, end: start + text.length }, text });
  say(0, FIRST, 0);
  say(1, SECOND, 25);
  for (const [sequence, sentence] of [0, 0, 1].entries())
    speaking.sound({ kind: AudioKind.tutor, turn: 7, sentence, sequence, pcm: new Uint8Array(48_000) });
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  const plays = (type: FromPlayback['type'], sentence: number, playedMs: number, done = false) =>
    play({ type, position: { turn: 7, sentence, playedMs, done }, level: 0.1 });
  return { speaking, told, clock, say, plays };
}

test('the browser goes on in the sentence in which the server’s voice broke off, when what had come was played', async () => {
  const { speaking, told, plays, say, clock } = await answer();
  plays('ended', 0, 2000, true);
  speaking.takeOver(7, 1);
  say(2, THIRD, 47);
  expect(spoken).toEqual([]);
  plays('drained', 1, 800);
  const rest = spoken[0]?.text ?? '';
  expect(SECOND.endsWith(rest)).toBe(true);
  expect([rest.length > 0, rest.length < SECOND.length, rest.startsWith(' ')]).toEqual([true, true, false]);
  // What the other voice said counts as heard, and no more.
  expect(speaking.voice.heardChars('a')).toBe(25 + SECOND.length - rest.length);
  clock.now = 300;
  spoken[0]?.onboundary?.({ charIndex: rest.length - 6 });
  expect(told.at(-1)).toBe(`1 300 ${SECOND.length - 6}`);
  spoken[0]?.onend?.();
  expect(told.at(-1)).toBe(`1 300 done ${SECOND.length}`);
  expect(spoken[1]?.text).toBe(THIRD);
  expect(told.filter((line) => line === 'speaks' || line === 'silent')).toEqual(['speaks']);
});

test('sentences that follow later are the browser’s too, and those of the next answer the server’s again', async () => {
  const { speaking, plays, say } = await answer();
  plays('drained', 1, 800);
  speaking.takeOver(7, 1);
  spoken[0]?.onend?.();
  say(2, THIRD, 47);
  expect(spoken.at(-1)?.text).toBe(THIRD);
  expect(speaking.serverSpeaks).toBe(false);
  say(0, FIRST, 0, 8, 'b');
  expect(speaking.serverSpeaks).toBe(true);
  expect(spoken).toHaveLength(2);
});

test('what was being said is told when the learner interrupts', async () => {
  const { speaking, told, plays } = await answer();
  plays('drained', 1, 800);
  speaking.takeOver(7, 1);
  const from = SECOND.length - (spoken[0]?.text.length ?? 0);
  spoken[0]?.onboundary?.({ charIndex: 4 });
  speaking.voice.pause();
  expect(told.at(-1)).toBe(`1 0 ${from + 4}`);
  expect(speaking.voice.heardChars('a')).toBe(25 + from + 4);
});

test('a failure in an answer that is over, or without a voice of one’s own, changes nothing', async () => {
  const { speaking, plays } = await answer();
  speaking.takeOver(6, 0);
  plays('drained', 1, 800);
  expect([spoken, speaking.serverSpeaks]).toEqual([[], true]);
  const mute = await answer(false);
  mute.speaking.takeOver(7, 0);
  mute.plays('drained', 1, 800);
  expect(spoken).toEqual([]);
});
