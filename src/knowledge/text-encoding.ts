import { analyse } from 'chardet';
import { areUnlikelyPairs, isThai } from './thai-encoding.ts';

/** How much of a text is looked at to tell its encoding. */
const SAMPLE = 64 * 1024;
/** A web page says its encoding in its first bytes. */
const META_WITHIN = 1024;
const META = /<meta[^>]+charset\s*=\s*["']?\s*([\w:.-]+)/i;
/** Less sure than that (of 100), and the most common of the old code pages is the better guess. */
const MIN_CONFIDENCE = 25;
const FALLBACK = 'windows-1252';
/** Bytes that are all in pairs are hardly ever anything else. */
const IN_PAIRS = /^(?:Shift_JIS|Big5|GB18030|EUC-|ISO-2022)/;

type Wide = 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be';

/** The encoding with more than one byte for every character that a text's first bytes show, with a mark or without. */
export function wideEncoding(bytes: Uint8Array): Wide | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 && bytes.length % 4 === 0 ? 'utf-32le' : 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'utf-32be';
  return unmarkedWide(bytes.subarray(0, 4096));
}

/** In such texts, zeros stand in one half of the places: in most scripts line ends, spaces and figures have one. */
function unmarkedWide(bytes: Uint8Array): Wide | undefined {
  const zeros: [number, number] = [0, 0];
  const odd: [number, number] = [0, 0];
  for (const [at, byte] of bytes.entries()) {
    const half = at % 2 === 0 ? 0 : 1;
    if (byte === 0) zeros[half] += 1;
    else if (byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d)) odd[half] += 1;
  }
  const half = bytes.length / 2;
  if (half < 4) return undefined;
  if (zeros[0] === 0 && zeros[1] > half * 0.2 && odd[0] < half * 0.15) return 'utf-16le';
  if (zeros[1] === 0 && zeros[0] > half * 0.2 && odd[1] < half * 0.15) return 'utf-16be';
  return undefined;
}

/**
 * A text in whatever encoding: by its mark, by the zeros of UTF-16, as UTF-8 where it is valid, as the page itself says
 * (`isHtml`), else as the old code page that its letters speak for.
 */
export function decodeText(bytes: Uint8Array, options: { isHtml: boolean }): string {
  return decode(bytes, options).text;
}

/** The encoding that `decodeText` reads a text in, by its name on the web; undefined for UTF-32, which browsers cannot show. */
export function webEncoding(bytes: Uint8Array, options: { isHtml: boolean }): string | undefined {
  return decode(bytes, options).webEncoding;
}

interface Decoded {
  text: string;
  webEncoding?: string;
}

function decode(bytes: Uint8Array, options: { isHtml: boolean }): Decoded {
  const wide = wideEncoding(bytes);
  if (wide === 'utf-32le' || wide === 'utf-32be') return { text: decodeUtf32(bytes, wide === 'utf-32le') };
  if (wide) return { text: new TextDecoder(wide).decode(bytes), webEncoding: wide };
  return (
    decodeStrictly(bytes, 'utf-8') ??
    (options.isHtml ? decodeStrictly(bytes, declaredIn(bytes)) : undefined) ??
    decodeAsGuessed(bytes) ?? { text: new TextDecoder(FALLBACK).decode(bytes), webEncoding: FALLBACK }
  );
}

function declaredIn(bytes: Uint8Array): string | undefined {
  return META.exec(new TextDecoder('latin1').decode(bytes.subarray(0, META_WITHIN)))?.[1];
}

function decodeAsGuessed(bytes: Uint8Array): Decoded | undefined {
  const guessed = guess(bytes);
  const sample = bytes.subarray(0, SAMPLE);
  const isPaired = guessed !== undefined && IN_PAIRS.test(guessed) && !areUnlikelyPairs(sample);
  const decoded = decodeStrictly(bytes, guessed);
  if (decoded && isPaired) return decoded;
  return (isThai(sample) ? decodeStrictly(bytes, 'windows-874') : undefined) ?? decoded;
}

function guess(bytes: Uint8Array): string | undefined {
  const [best] = analyse(bytes.subarray(0, SAMPLE));
  if (!best || best.confidence < MIN_CONFIDENCE) return undefined;
  // Browsers have it so, too: what says ISO 8859-1 has the quotation marks of windows-1252.
  return best.name === 'ISO-8859-1' ? FALLBACK : best.name;
}

/** Undefined when there is no such encoding here, or the bytes are none of it. */
function decodeStrictly(bytes: Uint8Array, encoding: string | undefined): Decoded | undefined {
  if (encoding === undefined) return undefined;
  try {
    const decoder = new TextDecoder(encoding, { fatal: true });
    return { text: decoder.decode(bytes), webEncoding: decoder.encoding };
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let at = 4; at + 4 <= bytes.length; at += 4) {
    const point = view.getUint32(at, littleEndian);
    parts.push(point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd');
  }
  return parts.join('');
}
