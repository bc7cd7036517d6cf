import { z } from 'zod';
import { Resampler } from '../../sound/resampler.ts';
import type { ServedModel } from '../../threads/serve-jobs.ts';
import { loadPipeline, type ModelTask } from './load-pipeline.ts';
import type { SpeakAnswer, SpeakJob } from './speak-messages.ts';

/** Small weights make these voices hoarse, and slower rather than faster. */
const PRECISIONS = ['fp32', 'q8'] as const;

const SpokenByItself = z.object({ model_type: z.literal('vits'), sampling_rate: z.number().int().positive() });

/** Loads a VITS model, such as those of MMS: one voice, one language, nothing else needed. */
export async function loadSpeaking(
  task: ModelTask,
  onProgress: () => void,
): Promise<ServedModel<undefined, SpeakJob, SpeakAnswer>> {
  const { pipe } = await loadPipeline('text-to-speech', task, PRECISIONS, onProgress);
  SpokenByItself.parse({ ...pipe.model.config });

  async function run({ text, sampleRate }: SpeakJob) {
    const { input_ids } = pipe.tokenizer(text);
    // Nothing of it can be said: the model fails on an empty input.
    const empty = input_ids.size === 0;
    const answer = empty ? new Int16Array() : await speak(text, sampleRate);
    return { answer, transfer: [answer.buffer] };
  }

  async function speak(text: string, sampleRate: number): Promise<SpeakAnswer> {
    const { audio, sampling_rate } = await pipe(text);
    const sound = audio instanceof Float32Array ? audio : (audio[0] ?? new Float32Array());
    return atRate(toPcm(sound), sampling_rate, sampleRate);
  }

  return { ready: undefined, run, dispose: async () => void (await pipe.dispose()) };
}

function atRate(samples: SpeakAnswer, from: number, to: number): SpeakAnswer {
  if (from === to) return samples;
  const resampler = new Resampler(from, to);
  const head = resampler.push(samples);
  const tail = resampler.end();
  const all = new Int16Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}

function toPcm(sound: Float32Array): SpeakAnswer {
  return Int16Array.from(sound, (value) => Math.round(Math.max(-1, Math.min(1, value)) * 32_767));
}
