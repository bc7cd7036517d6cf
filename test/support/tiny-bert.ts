import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { constant, node, onnxModel, tensorInfo } from './onnx-bytes.ts';

export const TINY_DIMENSIONS = 16;

/** Words by what they mean: those of one line have nearly the same vector. */
const MEANINGS = [
  ['cat', 'kitten', 'feline'],
  ['car', 'automobile', 'vehicle'],
  ['sea', 'ocean', 'water'],
  ['sun', 'light', 'star'],
];
const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const VOCABULARY = [...SPECIAL, ...MEANINGS.flat(), 'the', 'a', 'is', '.', 'probe'];

/**
 * Writes a model folder as the hub has it: a BERT-shaped ONNX graph (word and token type embeddings, added) and a WordPiece
 * tokenizer, small enough to be made by a test and real enough for the real pipeline.
 * @param precisions which weight files there are; all hold the same floats.
 */
export async function writeTinyBert(dir: string, precisions: ('q8' | 'fp32')[] = ['q8', 'fp32']): Promise<void> {
  await mkdir(join(dir, 'onnx'), { recursive: true });
  const files: Record<string, string | Buffer> = {
    'config.json': JSON.stringify(config()),
    'tokenizer.json': JSON.stringify(tokenizer()),
    'tokenizer_config.json': JSON.stringify(tokenizerConfig()),
  };
  if (precisions.includes('q8')) files['onnx/model_quantized.onnx'] = graph();
  if (precisions.includes('fp32')) files['onnx/model.onnx'] = graph();
  for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), content);
}

function graph(): Buffer {
  const words = new Float32Array(VOCABULARY.length * TINY_DIMENSIONS);
  for (const [id, word] of VOCABULARY.entries()) {
    const meaning = MEANINGS.findIndex((line) => line.includes(word));
    // A direction for each meaning, and a little of the word's own.
    if (meaning >= 0) words[id * TINY_DIMENSIONS + meaning] = 1;
    words[id * TINY_DIMENSIONS + 8 + (id % 8)] = 0.1;
  }
  const dims = ['batch', 'sequence'];
  return onnxModel(
    node('Gather', ['words', 'input_ids'], 'word_vectors'),
    node('Gather', ['types', 'token_type_ids'], 'type_vectors'),
    node('Add', ['word_vectors', 'type_vectors'], 'last_hidden_state'),
    constant('words', [VOCABULARY.length, TINY_DIMENSIONS], words),
    constant('types', [2, TINY_DIMENSIONS], new Float32Array(2 * TINY_DIMENSIONS)),
    tensorInfo(11, 'input_ids', 'int64', dims),
    tensorInfo(11, 'attention_mask', 'int64', dims),
    tensorInfo(11, 'token_type_ids', 'int64', dims),
    tensorInfo(12, 'last_hidden_state', 'float', [...dims, TINY_DIMENSIONS]),
  );
}

function config() {
  return {
    model_type: 'bert',
    architectures: ['BertModel'],
    hidden_size: TINY_DIMENSIONS,
    num_hidden_layers: 1,
    num_attention_heads: 1,
    intermediate_size: TINY_DIMENSIONS,
    max_position_embeddings: 128,
    type_vocab_size: 2,
    vocab_size: VOCABULARY.length,
    pad_token_id: 0,
  };
}

function tokenizer() {
  const special = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, special('[SEP]')],
      pair: [special('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, special('[SEP]')],
      special_tokens: {
        '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
        '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
      },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(VOCABULARY.map((word, id) => [word, id])),
    },
  };
}

function tokenizerConfig() {
  return {
    tokenizer_class: 'BertTokenizer',
    model_max_length: 128,
    do_lower_case: true,
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
    mask_token: '[MASK]',
  };
}
