import {
  type AutomaticSpeechRecognitionPipeline,
  LogitsProcessor,
  LogitsProcessorList,
  type Tensor,
  TextStreamer,
} from '@xenova/transformers';
import { z } from 'zod';
import type { ServedModel } from '../../threads/serve-jobs.ts';
import type { HearJob } from './hear-messages.ts';
import { loadPipeline, type ModelTask } from './load-pipeline.ts';

/** The encoder suffers from small weights, the decoder hardly. */
const PRECISIONS = [{ encoder_model: 'fp32', decoder_model_merged: 'q8' }, 'q8', 'fp32'] as const;
const SAMPLE_RATE = 16_000;
/** Moonshine's own rule against endless repeats is 6 tokens a second; rounded up here, or half a second would have none. */
const MOONSHINE_TOKENS = 6;

/** What a Whisper that knows several languages says of them. */
const Multilingual = z.object({
  is_multilingual: z.literal(true),
  decoder_start_token_id: z.number(),
  lang_to_id: z.record(z.string(), z.number()),
});

/** Loads a Whisper or Moonshine model. */
export async function loadHearing(
  task: ModelTask,
  onProgress: () => void,
): Promise<ServedModel<undefined, HearJob, string>> {
  const { pipe } = await loadPipeline('automatic-speech-recognition', task, PRECISIONS, onProgress);
  const isMoonshine = pipe.model.config.model_type === 'moonshine';
  const languages = Multilingual.safeParse({ ...pipe.model.generation_config }).data;

  async function run({ samples, language }: HearJob, signal: AbortSignal): Promise<{ answer: string }> {
    const streamer = new StopStreamer(pipe.tokenizer, signal);
    const tokens = { max_new_tokens: Math.ceil((samples.length / SAMPLE_RATE) * MOONSHINE_TOKENS) };
    const said = languages && { language: known(languages, language) ?? (await detect(pipe, languages, samples)) };
    signal.throwIfAborted();
    const { text } = await pipe(samples, { streamer, ...(isMoonshine && tokens), ...said });
    return { answer: text.trim() };
  }

  return { ready: undefined, run, dispose: async () => void (await pipe.dispose()) };
}

function known(languages: z.infer<typeof Multilingual>, language: string | undefined): string | undefined {
  return language !== undefined && `<|${language}|>` in languages.lang_to_id ? language : undefined;
}

/** Asks the model itself which language it hears: a second run of its encoder, so only where nobody told. */
async function detect(
  pipe: AutomaticSpeechRecognitionPipeline,
  languages: z.infer<typeof Multilingual>,
  samples: Float32Array,
): Promise<string> {
  const { input_features } = await pipe.processor(samples);
  const only = new LogitsProcessorList();
  only.push(new OnlyThese(Object.values(languages.lang_to_id)));
  const output = await pipe.model.generate({
    inputs: input_features,
    decoder_input_ids: [languages.decoder_start_token_id],
    max_new_tokens: 1,
    logits_processor: only,
  });
  const last = Number(('tolist' in output ? output.tolist() : []).flat().at(-1));
  const [token] = Object.entries(languages.lang_to_id).find(([, id]) => id === last) ?? ['<|en|>'];
  return token.slice(2, -2);
}

/** Leaves the choice among these tokens. */
class OnlyThese extends LogitsProcessor {
  readonly #tokens: Set<number>;

  constructor(tokens: number[]) {
    super();
    this.#tokens = new Set(tokens);
  }

  override _call(_inputs: bigint[][], logits: Tensor): Tensor {
    for (let id = 0; id < logits.data.length; id += 1) {
      if (!this.#tokens.has(id)) logits.data[id] = Number.NEGATIVE_INFINITY;
    }
    return logits;
  }
}

/** Ends a run between two tokens when nobody waits for it any more. */
class StopStreamer extends TextStreamer {
  readonly #signal: AbortSignal;

  constructor(tokenizer: AutomaticSpeechRecognitionPipeline['tokenizer'], signal: AbortSignal) {
    super(tokenizer);
    this.#signal = signal;
  }

  override put(): void {
    this.#signal.throwIfAborted();
  }

  override end(): void {
    // Nothing is kept.
  }
}
