import type { Mode } from '../../protocol/common.ts';

/** The ways of teaching that a learner can choose from now, with what they mean. */
export const offeredModes: { mode: Mode; name: string; meaning: string }[] = [
  { mode: 'tutor', name: 'Tutor', meaning: 'asks and gives hints' },
  { mode: 'explain', name: 'Explain', meaning: 'answers directly' },
];

export function modeName(mode: Mode): string {
  return offeredModes.find((offered) => offered.mode === mode)?.name ?? mode;
}
