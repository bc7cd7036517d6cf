import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { constant, node, onnxModel, tensorInfo } from './onnx-bytes.ts';

const WORDS = ['low', 'high', 'tief', 'hoch'];
/** As Whisper has them, `notimestamps` last: what comes after it would be a time. */
const SPECIAL = ['endoftext', 'startoftranscript', 'en', 'de', 'transcribe', 'translate', 'notimestamps'];
const TOKENS = [...WORDS.map((word) => `Ġ${word}`), ...SPECIAL.map((name) => `<|${name}|>`)];
const MELS = 80;
/** Above this band a sound is high: 1 kHz is near band 25, 3 kHz near 50. */
const MIDDLE = 37;
const NEVER = -100_000;

function id(name: string): number {
  return TOKENS.findIndex((token) => token === `Ġ${name}` || token === `<|${name}|>`);
}

/**
 * Writes a model folder as the hub has it: Whisper's features, tokens and two ONNX graphs, small enough to be made by a test and
 * real enough for the real pipeline. It hears one word in each piece of sound: a low tone is "low" (in German "tief"), a
 * high one "high" ("hoch"). Where no language is told, high tones are German.
 */
export async function writeTinyWhisper(dir: string, options: { englishOnly?: boolean } = {}): Promise<void> {
  await mkdir(join(dir, 'onnx'), { recursive: true });
  const files: Record<string, string | Buffer> = {
    'config.json': JSON.stringify(config()),
    'generation_config.json': JSON.stringify(generationConfig(options.englishOnly ?? false)),
    'preprocessor_config.json': JSON.stringify(preprocessorConfig()),
    'tokenizer.json': JSON.stringify(tokenizer()),
    'tokenizer_config.json': JSON.stringify({ tokenizer_class: 'WhisperTokenizer', model_max_length: 448 }),
    'onnx/encoder_model.onnx': encoder(),
    'onnx/decoder_model_merged.onnx': decoder(),
    'onnx/decoder_model_merged_quantized.onnx': decoder(),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), content);
}

/** The loudest that each band was, weighed for each token. */
function encoder(): Buffer {
  const weights = new Float32Array(MELS * TOKENS.length);
  for (let band = 0; band < MELS; band += 1) {
    for (const name of band < MIDDLE ? ['low', 'tief', 'en'] : ['high', 'hoch', 'de']) {
      weights[band * TOKENS.length + id(name)] = 1;
    }
  }
  return onnxModel(
    node('ReduceMax', ['input_features'], 'loudest', { axes: [2], keepdims: 0 }),
    node('MatMul', ['loudest', 'weights'], 'weighed'),
    node('Unsqueeze', ['weighed'], 'last_hidden_state', { axes: [1] }),
    constant('weights', [MELS, TOKENS.length], weights),
    tensorInfo(11, 'input_features', 'float', ['batch', MELS, 'frames']),
    tensorInfo(12, 'last_hidden_state', 'float', ['batch', 1, TOKENS.length]),
  );
}

/** What was said before rules out what can't follow; among the rest, what was heard decides. */
function decoder(): Buffer {
  const follows = new Float32Array(TOKENS.length * TOKENS.length);
  const forbid = (after: string, names: string[]) => {
    for (const name of names) follows[id(after) * TOKENS.length + id(name)] = NEVER;
  };
  forbid('en', ['tief', 'hoch']);
  forbid('de', ['low', 'high']);
  forbid('notimestamps', SPECIAL);
  for (const word of WORDS) forbid(word, [...WORDS, ...SPECIAL.slice(1)]);
  return onnxModel(
    node('Gather', ['follows', 'input_ids'], 'each'),
    node('ReduceSum', ['each'], 'before', { axes: [1], keepdims: 1 }),
    node('Add', ['before', 'encoder_hidden_states'], 'logits'),
    constant('follows', [TOKENS.length, TOKENS.length], follows),
    tensorInfo(11, 'input_ids', 'int64', ['batch', 'sequence']),
    tensorInfo(11, 'encoder_hidden_states', 'float', ['batch', 1, TOKENS.length]),
    tensorInfo(12, 'logits', 'float', ['batch', 1, TOKENS.length]),
  );
}

function config() {
  return {
    model_type: 'whisper',
    architectures: ['WhisperForConditionalGeneration'],
    is_encoder_decoder: true,
    d_model: TOKENS.length,
    decoder_layers: 1,
    decoder_attention_heads: 1,
    encoder_layers: 1,
    encoder_attention_heads: 1,
    num_mel_bins: MELS,
    max_source_positions: 1500,
    max_target_positions: 448,
    vocab_size: TOKENS.length,
    decoder_start_token_id: id('startoftranscript'),
    eos_token_id: id('endoftext'),
    bos_token_id: id('endoftext'),
    pad_token_id: id('endoftext'),
  };
}

function generationConfig(englishOnly: boolean) {
  const shared = {
    decoder_start_token_id: id('startoftranscript'),
    eos_token_id: id('endoftext'),
    pad_token_id: id('endoftext'),
    no_timestamps_token_id: id('notimestamps'),
    max_length: 448,
  };
  if (englishOnly) return { ...shared, is_multilingual: false };
  return {
    ...shared,
    is_multilingual: true,
    lang_to_id: { '<|en|>': id('en'), '<|de|>': id('de') },
    task_to_id: { transcribe: id('transcribe'), translate: id('translate') },
  };
}

function preprocessorConfig() {
  return {
    feature_extractor_type: 'WhisperFeatureExtractor',
    processor_class: 'WhisperProcessor',
    feature_size: MELS,
    n_fft: 400,
    hop_length: 160,
    chunk_length: 30,
    n_samples: 480_000,
    nb_max_frames: 3000,
    sampling_rate: 16_000,
    padding_value: 0,
  };
}

function tokenizer() {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((name) => ({
      id: id(name),
      content: `<|${name}|>`,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      vocab: Object.fromEntries(TOKENS.map((token, at) => [token, at])),
      merges: [],
    },
  };
}
