import type { AudioFrame } from '../ports/audio.ts';

/** Samples a second of all sound that is cut here. */
export const SAMPLE_RATE = 16_000;
/** A stretch has so many seconds at most: its beginning is the mark that a learner finds it by. */
const LONGEST_S = 60;
/** It is not cut in the first so many. */
const SHORTEST_S = 30;
/** A pause between sentences is longer than that, one between words shorter. */
const WINDOW_S = 0.3;

/**
 * Cuts sound where it is quietest, so that no word is cut in two. What is left over at the end is a stretch of its own.
 * @param limits seconds
 */
export function quietCuts(
  samples: Int16Array,
  { longest, shortest }: { longest: number; shortest: number } = { longest: LONGEST_S, shortest: SHORTEST_S },
): Int16Array[] {
  const stretches: Int16Array[] = [];
  let rest = samples;
  while (rest.length > longest * SAMPLE_RATE) {
    const cut = quietest(rest, shortest * SAMPLE_RATE, longest * SAMPLE_RATE);
    stretches.push(rest.subarray(0, cut));
    rest = rest.subarray(cut);
  }
  if (rest.length > 0) stretches.push(rest);
  return stretches;
}

/** The middle of the quietest window between two places. */
function quietest(samples: Int16Array, from: number, to: number): number {
  const window = Math.round(WINDOW_S * SAMPLE_RATE);
  const step = Math.round(window / 4);
  let best = { at: to, loudness: Number.POSITIVE_INFINITY };
  for (let at = from; at + window <= to; at += step) {
    const loudness = loudnessOf(samples.subarray(at, at + window));
    if (loudness < best.loudness) best = { at: at + Math.floor(window / 2), loudness };
  }
  return best.at;
}

function loudnessOf(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += Math.abs(sample);
  return sum / Math.max(samples.length, 1);
}

/** Sound in the pieces in which it would come from a microphone. */
export async function* framesOf(samples: Int16Array): AsyncGenerator<AudioFrame> {
  const size = SAMPLE_RATE / 10;
  for (let at = 0; at < samples.length; at += size) {
    yield { samples: samples.subarray(at, at + size), sampleRate: SAMPLE_RATE };
  }
}
