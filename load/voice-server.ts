import { loadConfig } from '../src/config/config.ts';
import { createContext } from '../src/context.ts';
import type { AudioFrame } from '../src/ports/audio.ts';
import type { SpeechToText } from '../src/ports/speech-to-text.ts';
import type { TextToSpeech } from '../src/ports/text-to-speech.ts';
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
    for await (const _ of audio);
    await fixedTime(HEARS_MS);
    yield { text: 'How do leaves make sugar?', final: true };
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

/** What the process uses now; memory after everything that can be thrown away was. */
export interface Use {
  heapBytes: number;
  rssBytes: number;
  cpuMs: number;
  /** Of that, what the thread takes that serves all calls. */
  threadMs: number;
  /** How late its stand-ins for services were since it was last asked, p95, ms. */
  servicesLateMs: number;
}

function use(): Use {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const thread = process.threadCpuUsage();
  const servicesLateMs = percentile(lateness.splice(0), 0.95);
  return {
    heapBytes: heapUsed + external,
    rssBytes: rss,
    cpuMs: (user + system) / 1000,
    threadMs: (thread.user + thread.system) / 1000,
    servicesLateMs,
  };
}

const context = await createContext(loadConfig(process.env), { speechToText, textToSpeech });
const url = await context.listen();
process.on('message', (message) => {
  if (message === 'use') process.send?.(use());
});
process.once('disconnect', () => {
  void (async () => {
    await context[Symbol.asyncDispose]();
    process.exit(0);
  })();
});
process.send?.({ url });
