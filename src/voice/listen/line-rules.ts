import type { EarLine } from './ear-types.ts';
import type { TurnRules } from './turn-state.ts';

/** What turn-taking has to know about a line at this moment. */
export function rulesOf(line: EarLine, streaming: boolean): TurnRules {
  return {
    language: line.language(),
    patience: line.patience(),
    streaming,
    answerDue: line.answerDue?.() ?? false,
    speakUp: line.speakUp?.() ?? true,
  };
}
