import type { AudioFrame } from '../ports/audio.ts';
import { Pcm16Reader } from './pcm16.ts';
import { Resampler } from './resampler.ts';

/** Bytes of signed 16-bit little-endian samples, in pieces of any length, as frames at the wanted rate. */
export async function* pcmFrames(
  bytes: AsyncIterable<Uint8Array>,
  rates: { from: number; to: number },
): AsyncGenerator<AudioFrame> {
  const reader = new Pcm16Reader();
  const resampler = rates.from === rates.to ? undefined : new Resampler(rates.from, rates.to);
  for await (const piece of bytes) {
    const read = reader.push(piece);
    const samples = resampler ? resampler.push(read) : read;
    if (samples.length > 0) yield { samples, sampleRate: rates.to };
  }
  const rest = resampler?.end();
  if (rest && rest.length > 0) yield { samples: rest, sampleRate: rates.to };
}
