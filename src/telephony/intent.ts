import type { Mode } from '../protocol/common.ts';

/** What a caller wants of the call itself; anything else is said to the tutor. */
export type Intent =
  | { type: 'goodbye' }
  | { type: 'repeat' }
  | { type: 'skip' }
  | { type: 'help' }
  | { type: 'hold_on' }
  | { type: 'human' }
  | { type: 'new_subject' }
  | { type: 'mode'; mode: Mode }
  | { type: 'language'; language: string };
