import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { constant, node, onnxModel, tensorInfo } from './onnx-bytes.ts';

const TOKENS = ['<unk>', '<s>', '</s>', 'Ġloud', 'Ġsoft'];
const [START, END, LOUD, SOFT] = [1, 2, 3, 4];
const NEVER = -100_000;

/** Writes a model folder as the hub has it, shaped like Moonshine: it takes the sound itself, and hears whether it is loud. */
export async function writeTinyMoonshine(dir: string): Promise<void> {
  await mkdir(join(dir, 'onnx'), { recursive: true });
  const files: Record<string, string | Buffer> = {
    'config.json': JSON.stringify(config()),
    'generation_config.json': JSON.stringify({ decoder_start_token_id: START, eos_token_id: END, max_length: 194 }),
    'preprocessor_config.json': JSON.stringify({
      feature_extractor_type: 'MoonshineFeatureExtractor',
      processor_class: 'MoonshineProcessor',
      sampling_rate: 16_000,
    }),
    'tokenizer.json': JSON.stringify(tokenizer()),
    'tokenizer_config.json': JSON.stringify({ tokenizer_class: 'PreTrainedTokenizerFast', model_max_length: 194 }),
    'onnx/encoder_model.onnx': encoder(),
    'onnx/decoder_model_merged_quantized.onnx': decoder(),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), content);
}

/** How loud the sound was on the whole, weighed for each token. */
function encoder(): Buffer {
  const weights = new Float32Array(TOKENS.length);
  weights[LOUD] = 1000;
  return onnxModel(
    node('Abs', ['input_values'], 'loudness'),
    node('ReduceMean', ['loudness'], 'mean', { axes: [1], keepdims: 1 }),
    node('MatMul', ['mean', 'weights'], 'weighed'),
    node('Unsqueeze', ['weighed'], 'last_hidden_state', { axes: [1] }),
    constant('weights', [1, TOKENS.length], weights),
    tensorInfo(11, 'input_values', 'float', ['batch', 'samples']),
    tensorInfo(12, 'last_hidden_state', 'float', ['batch', 1, TOKENS.length]),
  );
}

function decoder(): Buffer {
  const follows = new Float32Array(TOKENS.length ** 2).fill(NEVER);
  follows[START * TOKENS.length + LOUD] = 0;
  follows[START * TOKENS.length + SOFT] = 100;
  for (const word of [LOUD, SOFT]) follows[word * TOKENS.length + END] = 0;
  return onnxModel(
    node('Gather', ['follows', 'input_ids'], 'before'),
    node('Add', ['before', 'encoder_hidden_states'], 'logits'),
    constant('follows', [TOKENS.length, TOKENS.length], follows),
    tensorInfo(11, 'input_ids', 'int64', ['batch', 'sequence']),
    tensorInfo(11, 'encoder_hidden_states', 'float', ['batch', 1, TOKENS.length]),
    tensorInfo(12, 'logits', 'float', ['batch', 'sequence', TOKENS.length]),
  );
}

function config() {
  return {
    model_type: 'moonshine',
    architectures: ['MoonshineForConditionalGeneration'],
    is_encoder_decoder: true,
    hidden_size: TOKENS.length,
    decoder_num_hidden_layers: 1,
    decoder_num_key_value_heads: 1,
    encoder_num_hidden_layers: 1,
    encoder_num_key_value_heads: 1,
    vocab_size: TOKENS.length,
    decoder_start_token_id: START,
    bos_token_id: START,
    eos_token_id: END,
  };
}

function tokenizer() {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: TOKENS.slice(0, 3).map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: '<unk>',
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: true,
      byte_fallback: false,
      vocab: Object.fromEntries(TOKENS.map((token, id) => [token, id])),
      merges: [],
    },
  };
}
