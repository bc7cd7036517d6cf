import { loadConfig } from '../src/config/config.ts';
import { createContext } from '../src/context.ts';
import type { AudioFrame } from '../src/ports/audio.ts';
import type { SpeechToText } from '../src/ports/speech-to-text.ts';
import type { TextToSpeech } from '../src/ports/text-to-speech.ts';
import { durationMs } from '../src/sound/pcm16.ts';
import { fixedTime, lateness } from './fixed-time.ts';
import { percentile } from './percentile.ts';
import { HEARS_MS, MS_PER_CHAR, SPEAKS_MS } from './voice-fakes.ts';

/**
 * The server under load, as a process of its own: everything real but the services that hear and speak, which take a fixed
 * time. Its parent asks over IPC for what it uses.
 */
/** Ms of sound that the voice gives out at once; all of the rest where left out. */
const PIECE_MS = Number(process.env['PIECE_MS'] ?? Number.POSITIVE_INFINITY);

const speechToText: SpeechToText = {
  id: 'fixed',
  streaming: false,
  async *transcribe(audio) {
    let upToMs = 0;
    for await (const frame of audio) upToMs += durationMs(frame);
    await fixedTime(HEARS_MS);
    yield { text: 'How do leaves make sugar?', final: true, upToMs };
  },
};

const textToSpeech: TextToSpeech = {
  id: 'fixed',
  async *synthesize(text, { format }): AsyncGenerator<AudioFrame> {
    await fixedTime(SPEAKS_MS);
    const perMs = format.sampleRate / 1000;
    const sound = (ms: number) => ({ samples: new Int16Array(ms * perMs), sampleRate: format.sampleRate });
    yield sound(100);
    for (let left = text.length * MS_PER_CHAR - 100; left > 0; left -= PIECE_MS) yield sound(Math.min(left, PIECE_MS));
  },
};

/** What the process has used up to now. */
export interface Use {
  cpuMs: number;
  /** Of that, what the thread takes that serves all calls. */
  threadMs: number;
  /** How late its stand-ins for services were since it was last asked, each of two a turn, ms. */
  servicesLateMs: { p50: number; p95: number };
}

/** What the process holds, after everything that can be thrown away was: asking keeps everybody waiting. */
export interface Held {
  heapBytes: number;
  rssBytes: number;
}

function use(): Use {
  const { user, system } = process.cpuUsage();
  const thread = process.threadCpuUsage();
  const late = lateness.splice(0);
  return {
    cpuMs: (user + system) / 1000,
    threadMs: (thread.user + thread.system) / 1000,
    servicesLateMs: { p50: percentile(late, 0.5), p95: percentile(late, 0.95) },
  };
}

function held(): Held {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapBytes: heapUsed + external, rssBytes: rss };
}

const context = await createContext(loadConfig(process.env), { speechToText, textToSpeech });
const url = await context.listen();
process.on('message', (message) => {
  if (message === 'use') process.send?.(use());
  if (message === 'held') process.send?.(held());
});
process.once('disconnect', () => {
  void (async () => {
    await context[Symbol.asyncDispose]();
    process.exit(0);
  })();
});
process.send?.({ url });
