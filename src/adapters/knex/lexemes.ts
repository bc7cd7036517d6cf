import { LRUCache } from 'lru-cache';
import { stemmer } from 'stemmer';
import { indexTerms } from './full-text.ts';
import { STOP_WORDS } from './stop-words.ts';

/** What the stemmer was made for; other words stay as they are. */
const ENGLISH = /^[a-z]+$/;
const BYTES = 4;

/** Texts repeat their words: looking one up costs a fraction of stemming and hashing it. */
const known = new LRUCache<string, number>({ max: 50_000 });

/**
 * The telling words of a text, in order, as hashes of their stems: what ranking reads instead of the text, thirty times as
 * fast. English stop words are left out; scripts without spaces are letters and pairs of letters.
 */
export function lexemesOf(text: string): number[] {
  return indexTerms(text).filter(isTelling).map(lexemeOf);
}

/** Lexemes as a column holds them: four bytes each, in the order of every machine that Node runs on: little-endian. */
export function toBlob(lexemes: readonly number[]): Buffer {
  const blob = Buffer.alloc(lexemes.length * BYTES);
  for (const [at, lexeme] of lexemes.entries()) blob.writeInt32LE(lexeme, at * BYTES);
  return blob;
}

/** What `toBlob` wrote; none for a row that was never analysed. Copied, since numbers have to lie at multiples of four. */
export function fromBlob(blob: Buffer | null): Int32Array {
  return new Int32Array(new Uint8Array(blob ?? []).buffer);
}

function isTelling(term: string): boolean {
  return !STOP_WORDS.has(term);
}

function lexemeOf(term: string): number {
  const before = known.get(term);
  if (before !== undefined) return before;
  const lexeme = hash(ENGLISH.test(term) ? stemmer(term) : term);
  known.set(term, lexeme);
  return lexeme;
}

/** FNV-1a over UTF-16 units, 32 bits: of a library's words hardly ever two are the same. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value | 0;
}
