/** Loudest sample, -54 dB of full scale, of sound in which nobody can be speaking: a line's own noise, softer than any voice. */
export const QUIET_PEAK = 64;

export function isQuiet(samples: Int16Array): boolean {
  for (let at = 0; at < samples.length; at += 1) if (Math.abs(samples[at] ?? 0) > QUIET_PEAK) return false;
  return true;
}
