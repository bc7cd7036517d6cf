/** Speeds that a speech service takes; 1 is a voice's own. */
export interface Speeds {
  least: number;
  most: number;
}

/** The nearest to the wanted one that it takes: a voice that is nearly as slow as asked for is better than a refusal. */
export function within({ least, most }: Speeds, speed: number): number {
  return Math.min(most, Math.max(least, speed));
}
