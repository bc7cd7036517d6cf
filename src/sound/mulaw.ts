import { QUIET_PEAK } from './quiet.ts';

/** Added before the segment is looked for, as ITU-T G.711 does it, so that every segment is twice as wide as the last. */
const BIAS = 132;
const LOUDEST = 32_635;

const DECODED = Int16Array.from({ length: 256 }, (_, byte) => decode(byte));
const IS_LOUD = Uint8Array.from(DECODED, (sample) => (Math.abs(sample) > QUIET_PEAK ? 1 : 0));
/** For each of the 256 loudest eight bits of a biased sample: the segment that it lies in. */
const SEGMENTS = Uint8Array.from({ length: 256 }, (_, high) => Math.max(0, Math.floor(Math.log2(Math.max(1, high)))));

/** G.711 µ-law, as telephones send it, to linear samples. */
export function fromMulaw(bytes: Uint8Array): Int16Array {
  // A loop, not `from`: fifty frames a second of each call pass here, and `from` takes ten times as long.
  const samples = new Int16Array(bytes.length);
  for (let at = 0; at < bytes.length; at += 1) samples[at] = DECODED[bytes[at] ?? 0] ?? 0;
  return samples;
}

/** Whether nobody can be speaking in this µ-law. */
export function isQuietMulaw(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) if (IS_LOUD[bytes[at] ?? 0] === 1) return false;
  return true;
}

/** Linear samples to G.711 µ-law. */
export function toMulaw(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length);
  for (let at = 0; at < samples.length; at += 1) bytes[at] = encode(samples[at] ?? 0);
  return bytes;
}

function decode(byte: number): number {
  const inverted = ~byte & 0xff;
  const segment = (inverted >> 4) & 0x07;
  const magnitude = ((((inverted & 0x0f) << 3) + BIAS) << segment) - BIAS;
  return inverted & 0x80 ? -magnitude : magnitude;
}

function encode(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const biased = Math.min(Math.abs(sample), LOUDEST) + BIAS;
  const segment = SEGMENTS[biased >> 7] ?? 7;
  const step = (biased >> (segment + 3)) & 0x0f;
  return ~(sign | (segment << 4) | step) & 0xff;
}
