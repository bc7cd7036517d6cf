import { setImmediate as settled } from 'node:timers/promises';
import { vi } from 'vitest';
import type { TextToSpeech } from '../../../src/ports/text-to-speech.ts';
import type { AudioOut, SpeechFrame } from '../../../src/voice/speak/audio-out.ts';
import { TurnVoice } from '../../../src/voice/speak/turn-voice.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { ScriptedVoice } from '../../support/scripted-voice.ts';

export const SENTENCES = ['Leaves make their sugar here.', 'Why do they need light for it?', 'Think of a dark room.'];
export const TEXT = SENTENCES.join(' ');
const RATE = 24_000;
export const MS = (frame: SpeechFrame) => (frame.samples.length / RATE) * 1000;

/** A voice with a line whose far end the test plays. */
export function speak(options: SpeakOptions & { tts?: ScriptedVoice } = {}) {
  return speakWith(options.tts ?? new ScriptedVoice(), options);
}

interface SpeakOptions {
  reports?: boolean;
  clock?: FakeClock;
  whenVoiceFails?: NonNullable<AudioOut['whenVoiceFails']>;
}

/** The same with any service. */
export function speakWith<T extends TextToSpeech>(tts: T, options: SpeakOptions = {}) {
  const { clock = new FakeClock() } = options;
  const stop = new AbortController();
  const frames: SpeechFrame[] = [];
  const told: string[] = [];
  const line = {
    open: true,
    format: { encoding: 'pcm16', sampleRate: RATE } as const,
    ready: () => line.open,
    send: (frame: SpeechFrame) => void frames.push(frame),
    drop: vi.fn(),
    whenVoiceFails: options.whenVoiceFails ?? ('read' as const),
  };
  const notices: unknown[] = [];
  const onGone = vi.fn();
  const voice = new TurnVoice({
    number: 7,
    tts,
    clock,
    signal: stop.signal,
    voice: undefined,
    out: line,
    reports: options.reports ?? true,
    sink: {
      tell: (event) => {
        told.push(event.type === 'state' ? event.state : event.type);
        if (event.type === 'notice') notices.push([event.code, event.turn, event.sentence]);
      },
      firstByte: () => undefined,
      firstAudio: () => undefined,
      heardMore: () => undefined,
    },
    onSpeaking: () => undefined,
    onGone,
    onFailure: () => undefined,
  });
  let start = 0;
  const say = (index: number) => {
    voice.say(index, SENTENCES[index] ?? '', start, 'en');
    start += (SENTENCES[index]?.length ?? 0) + 1;
    voice.told(index, index + 1);
  };
  const sayAll = async () => {
    for (const index of SENTENCES.keys()) say(index);
    voice.end();
    await settled();
  };
  let played = false;
  voice.played.then(
    () => {
      played = true;
    },
    () => undefined,
  );
  return { clock, stop, tts, frames, told, notices, line, onGone, voice, say, sayAll, played: () => played };
}
