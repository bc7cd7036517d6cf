import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BrowserVoice } from '../../../src/client/speech/browser-voice.ts';
import { prepareForSpeaking } from '../../../src/spoken/speak/prepare.ts';
import { voiceEvents } from '../support/voice-events.ts';

class Utterance {
  lang = '';
  rate = 1;
  onboundary: ((event: { charIndex: number }) => void) | undefined;
  onend: (() => void) | undefined;
  onerror: (() => void) | undefined;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

let spoken: Utterance[] = [];
let cancelled = 0;

beforeEach(() => {
  spoken = [];
  cancelled = 0;
  vi.stubGlobal('SpeechSynthesisUtterance', Utterance);
  vi.stubGlobal('speechSynthesis', {
    speak: (utterance: Utterance) => spoken.push(utterance),
    cancel: () => {
      cancelled += 1;
    },
  });
});
afterEach(() => vi.unstubAllGlobals());

function speaking() {
  const { told, events } = voiceEvents();
  const voice = new BrowserVoice(events, {
    language: () => 'en-GB',
    speed: () => 1.2,
    now: () => 0,
    prepare: prepareForSpeaking,
  });
  const say = (turnId: string, index: number, text: string, start = 0) =>
    voice.say({ turnId, place: { index, start, end: start + text.length }, text });
  return { voice, told, say };
}

test('speaks one sentence after the other, in the language and at the speed that are wanted', () => {
  const { say } = speaking();
  say('a', 0, 'One two.');
  say('a', 1, 'Three.', 9);
  expect(spoken).toHaveLength(1);
  expect(spoken[0]).toMatchObject({ text: 'One two.', lang: 'en-GB', rate: 1.2 });
  spoken[0]?.onend?.();
  expect(spoken[1]?.text).toBe('Three.');
});

test('an earlier answer’s late events don’t count for a later one', () => {
  const { voice, say } = speaking();
  say('a', 0, 'One two three four.');
  const late = spoken[0];
  voice.drop();
  say('b', 0, 'Five six seven eight.');
  late?.onboundary?.({ charIndex: 14 });
  late?.onend?.();
  expect(voice.heardChars('b')).toBe(0);
  expect(voice.heardChars('a')).toBe(0);
  expect(voice.speaking?.turnId).toBe('b');
});

test('paused it is silent, and goes on with the word that it had come to', () => {
  const { voice, say } = speaking();
  say('a', 0, 'One two three four.');
  spoken[0]?.onboundary?.({ charIndex: 8 });
  voice.pause();
  expect(cancelled).toBe(1);
  // Browsers tell the end of what was cancelled.
  spoken[0]?.onend?.();
  expect(spoken).toHaveLength(1);
  voice.resume();
  expect(spoken[1]?.text).toBe('three four.');
  spoken[1]?.onboundary?.({ charIndex: 6 });
  expect(voice.heardChars('a')).toBe('One two three '.length);
  expect(voice.speaking?.said).toBe('One two three '.length);
});

test('a sentence that comes while it is paused waits', () => {
  const { voice, say } = speaking();
  say('a', 0, 'One.');
  voice.pause();
  say('a', 1, 'Two.', 5);
  expect(spoken).toHaveLength(1);
  voice.resume();
  expect(spoken.at(-1)?.text).toBe('One.');
});

test('dropped, it forgets what waited, also when it was paused', () => {
  const { voice, told, say } = speaking();
  say('a', 0, 'One.');
  say('a', 1, 'Two.', 5);
  voice.pause();
  voice.drop();
  voice.resume();
  expect(spoken).toHaveLength(1);
  expect(told.at(-1)).toBe('silent');
  say('b', 0, 'Three.');
  expect(spoken.at(-1)?.text).toBe('Three.');
});

test('a sentence that can’t be spoken is left out, and not counted as heard', () => {
  const { voice, say } = speaking();
  say('a', 0, 'One.');
  say('a', 1, 'Two.', 5);
  spoken[0]?.onerror?.();
  expect(spoken[1]?.text).toBe('Two.');
  expect(voice.heardChars('a')).toBe(0);
});

test('one turn can be cut without the next one', () => {
  const { voice, say } = speaking();
  say('a', 0, 'One.');
  say('a', 1, 'Two.', 5);
  say('b', 0, 'Three.');
  voice.cut('a');
  expect(spoken.at(-1)?.text).toBe('Three.');
  voice.cut('a');
  expect(voice.speaking?.turnId).toBe('b');
});

test('says numbers, units and signs in words, and knows what was heard of the text as it is written', () => {
  const { voice, say } = speaking();
  say('a', 0, 'It is **25 km** away 🚀 now.');
  expect(spoken[0]?.text).toContain('twenty-five kilometres away');
  expect(spoken[0]?.text).not.toMatch(/[*\p{Extended_Pictographic}]/u);
  const text = spoken[0]?.text ?? '';
  // In the middle of what stands for "25 km" none of it counts yet.
  spoken[0]?.onboundary?.({ charIndex: text.indexOf('five') });
  expect(voice.heardChars('a')).toBe('It is **'.length);
  spoken[0]?.onboundary?.({ charIndex: text.indexOf('away') });
  expect(voice.heardChars('a')).toBe('It is **25 km** '.length);
  voice.pause();
  voice.resume();
  expect(spoken[1]?.text.trim()).toMatch(/^away +now\.$/);
  spoken[1]?.onend?.();
  expect(voice.heardChars('a')).toBe('It is **25 km** away 🚀 now.'.length);
});

test('what has nothing to be said is passed over', () => {
  const { voice, say } = speaking();
  say('a', 0, '🚀');
  say('a', 1, 'Three.', 3);
  expect(spoken.map(({ text }) => text)).toEqual(['Three.']);
  expect(voice.heardChars('a')).toBe(2);
});

const TOLD = /^played/;

test('tells how much of an answer was heard: as it begins, at a pause, and that nothing more is said of it', () => {
  const { voice, told, say } = speaking();
  const reports = () => told.filter((line) => TOLD.test(line));
  say('a', 0, 'One two.');
  say('a', 1, 'Three four.', 9);
  expect(reports()).toEqual(['played a 0 0 heard 0']);
  spoken[0]?.onboundary?.({ charIndex: 4 });
  voice.pause();
  expect(reports().slice(1)).toEqual(['played a 0 0 heard 4']);
  voice.resume();
  spoken[1]?.onend?.();
  expect(reports().slice(2)).toEqual(['played a 1 0 heard 8']);
  voice.tellAgain();
  spoken[2]?.onend?.();
  expect(reports().slice(3)).toEqual(['played a 1 0 heard 8', 'played a 1 0 heard 20 done']);
  voice.tellAgain();
  expect(reports()).toHaveLength(5);
});

test('tells so as well when it is stopped, cut, or can’t say its last sentence', () => {
  for (const end of ['drop', 'cut', 'error'] as const) {
    spoken = [];
    const { voice, told, say } = speaking();
    say('a', 0, 'One two.');
    spoken[0]?.onboundary?.({ charIndex: 4 });
    if (end === 'drop') voice.drop();
    if (end === 'cut') voice.cut('a');
    if (end === 'error') spoken[0]?.onerror?.();
    expect(told.filter((line) => TOLD.test(line)).at(-1), end).toBe('played a 0 0 heard 4 done');
  }
});
