import type { AppError } from '../../errors.ts';
import type { AudioFrame } from '../../ports/audio.ts';
import type { SpeechToText, Transcript } from '../../ports/speech-to-text.ts';
import { speechError } from '../../speech-errors.ts';
import { KeptThread } from '../../threads/kept-thread.ts';
import { untilAborted } from '../../until-aborted.ts';
import type { HearJob } from './hear-messages.ts';
import { type LocalSpeechOptions, localName, localThread, RETRY_AFTER_S, Waiting } from './local-model.ts';
import { cutWhereQuiet } from './quiet-cuts.ts';

const SAMPLE_RATE = 16_000;
const SAMPLES_PER_MS = 16;
/** 5 minutes: 9.6 MB while it is listened to. A longer utterance is not one. */
const LONGEST = 300 * SAMPLE_RATE;

type Thread = KeptThread<unknown, HearJob, string>;

/**
 * Whisper or Moonshine in a thread of its own, loaded in the background. A stretch of speech is heard when it has ended, in
 * pieces of at most 29 s, each of which becomes a final transcript. Stretches wait for each other, 16 at most; beyond that, and
 * while the model is not there, the stretch is refused at once. Aborting drops what waits, and ends what runs at its next word.
 */
export function createLocalSpeechToText(options: LocalSpeechOptions): SpeechToText & { close(): Promise<void> } {
  const program = new URL('./hear-worker.ts', import.meta.url);
  const { kept, notReady } = localThread(options, program, 'The speech recognition model');
  const thread: Thread = new KeptThread({
    ...kept,
    unavailable: (message, cause) => speechError('stt', 'unreachable', { cause: cause ?? new Error(message) }),
    failed: (_, cause) => speechError('stt', 'failed', { cause }),
  });
  const waiting = new Waiting(() => speechError('stt', 'rate_limited', { retryAfter: RETRY_AFTER_S }));

  const onLate = (error: unknown) => options.logger.debug({ err: error }, 'sound that nobody waits for ended badly');

  async function* transcribe(
    audio: AsyncIterable<AudioFrame>,
    { language }: { language?: string | undefined },
    signal: AbortSignal,
  ): AsyncGenerator<Transcript> {
    signal.throwIfAborted();
    const speech = await collect(untilAborted(audio, signal, onLate));
    for (const { piece, endsAt } of cutWhereQuiet(speech)) {
      const samples = Float32Array.from(piece, (sample) => sample / 32_768);
      const job = { samples, language: language?.split('-')[0]?.toLowerCase() };
      const text = await waiting.during(() => thread.ask(job, { signal, transfer: [samples.buffer] }));
      if (text !== '') yield { text, final: true, upToMs: endsAt / SAMPLES_PER_MS };
    }
  }

  return {
    id: localName(options.model),
    get notReady() {
      return notReady();
    },
    streaming: false,
    transcribe,
    close: () => thread.close(),
  };
}

/** All of the speech. */
async function collect(audio: AsyncIterable<AudioFrame>): Promise<Int16Array> {
  let speech = new Int16Array(SAMPLE_RATE);
  let length = 0;
  for await (const { samples, sampleRate } of audio) {
    const total = length + samples.length;
    if (sampleRate !== SAMPLE_RATE) throw badAudio(`${sampleRate} samples a second instead of 16,000`);
    if (total > LONGEST) throw badAudio('more than five minutes at once');
    if (total > speech.length) speech = grown(speech, total);
    speech.set(samples, length);
    length = total;
  }
  return speech.subarray(0, length);
}

function badAudio(what: string): AppError {
  return speechError('stt', 'bad_audio', { cause: new Error(what) });
}

function grown(samples: Int16Array, needed: number): Int16Array<ArrayBuffer> {
  const larger = new Int16Array(Math.max(needed, samples.length * 2));
  larger.set(samples);
  return larger;
}
