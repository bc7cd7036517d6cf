const SAMPLE_RATE = 16_000;
/** A model hears at most 30 s at once. */
const LONGEST = 29 * SAMPLE_RATE;
/** Where a cut may be: in the last part of a piece. */
const SEARCHED = 9 * SAMPLE_RATE;
/** Short enough to find the pause between two words. */
const STEP = SAMPLE_RATE / 20;
/** Below -60 dBFS nothing is said, and a model would imagine something. */
const SILENT = 33;

interface SpeechPiece {
  piece: Int16Array;
  /** Index of the sample after its last, in the whole. */
  endsAt: number;
}

/**
 * Cuts speech into pieces of at most 29 s, each at the quietest twentieth of a second of its last 9 s. Pieces in which there is
 * nothing but silence are left out.
 */
export function cutWhereQuiet(samples: Int16Array): SpeechPiece[] {
  const pieces: SpeechPiece[] = [];
  let rest = samples;
  const take = (length: number) => {
    const piece = rest.subarray(0, length);
    rest = rest.subarray(length);
    pieces.push({ piece, endsAt: samples.length - rest.length });
  };
  while (rest.length > LONGEST) {
    take(quietest(rest));
  }
  take(rest.length);
  return pieces.filter(({ piece }) => !isSilent(piece));
}

function quietest(samples: Int16Array): number {
  let best = LONGEST;
  let least = Number.POSITIVE_INFINITY;
  for (let at = LONGEST - SEARCHED; at + STEP <= LONGEST; at += STEP) {
    const energy = sumOfSquares(samples.subarray(at, at + STEP));
    if (energy >= least) continue;
    least = energy;
    best = at + STEP / 2;
  }
  return best;
}

function isSilent(samples: Int16Array): boolean {
  for (let at = 0; at < samples.length; at += STEP) {
    const step = samples.subarray(at, at + STEP);
    if (sumOfSquares(step) / step.length > SILENT * SILENT) return false;
  }
  return true;
}

function sumOfSquares(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum;
}
