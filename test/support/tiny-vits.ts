import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { constant, node, onnxModel, tensorInfo } from './onnx-bytes.ts';

const LETTERS = [...' abcdefghijklmnopqrstuvwxyz'];
/** Samples a second of the tiny voice, as of MMS. */
const RATE = 16_000;
/** Samples that each letter takes: 20 ms. */
export const TINY_LETTER = 320;

/**
 * Writes a model folder as the hub has it, shaped like VITS: each letter is a tone of 20 ms (a = 200 Hz, b = 300 Hz, …), a space
 * is silence, and what is no letter can't be said.
 */
export async function writeTinyVits(dir: string, precisions: ('q8' | 'fp32')[] = ['fp32']): Promise<void> {
  await mkdir(join(dir, 'onnx'), { recursive: true });
  const files: Record<string, string | Buffer> = {
    'config.json': JSON.stringify({
      model_type: 'vits',
      architectures: ['VitsModel'],
      vocab_size: LETTERS.length,
      hidden_size: 2,
      num_hidden_layers: 1,
      num_attention_heads: 1,
      sampling_rate: RATE,
    }),
    'tokenizer.json': JSON.stringify(tokenizer()),
    'tokenizer_config.json': JSON.stringify({ tokenizer_class: 'VitsTokenizer', pad_token: ' ', language: 'eng' }),
  };
  if (precisions.includes('fp32')) files['onnx/model.onnx'] = voice();
  if (precisions.includes('q8')) files['onnx/model_quantized.onnx'] = voice();
  for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), content);
}

function voice(): Buffer {
  const tones = new Float32Array(LETTERS.length * TINY_LETTER);
  for (let letter = 1; letter < LETTERS.length; letter += 1) {
    const hz = 100 + letter * 100;
    for (let i = 0; i < TINY_LETTER; i += 1) {
      tones[letter * TINY_LETTER + i] = 0.5 * Math.sin((2 * Math.PI * hz * i) / RATE);
    }
  }
  return onnxModel(
    node('Gather', ['tones', 'input_ids'], 'each'),
    node('Flatten', ['each'], 'waveform', { axis: 1 }),
    constant('tones', [LETTERS.length, TINY_LETTER], tones),
    tensorInfo(11, 'input_ids', 'int64', ['batch', 'sequence']),
    tensorInfo(11, 'attention_mask', 'int64', ['batch', 'sequence']),
    tensorInfo(12, 'waveform', 'float', ['batch', 'samples']),
  );
}

function tokenizer() {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: {
      type: 'Sequence',
      normalizers: [{ type: 'Lowercase' }, { type: 'Replace', pattern: { Regex: '[^a-z ]' }, content: '' }],
    },
    pre_tokenizer: { type: 'Split', pattern: { Regex: '' }, behavior: 'Isolated', invert: false },
    post_processor: null,
    decoder: null,
    model: { vocab: Object.fromEntries(LETTERS.map((letter, id) => [letter, id])) },
  };
}
