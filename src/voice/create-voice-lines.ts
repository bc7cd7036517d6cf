import { PauseHabits } from './listen/pause-habits.ts';
import { SpokenLine, type SpokenLineParts } from './spoken-line.ts';
import type { VoiceLines } from './voice-line.ts';

/** The spoken lines of this node. */
export function createVoiceLines(options: Omit<SpokenLineParts, 'habits'>): VoiceLines {
  const parts = { ...options, habits: new PauseHabits(), logger: options.logger.child({ name: 'voice' }) };
  return {
    hears: parts.openEar !== undefined,
    speaks: parts.voices.speaks,
    get changesSpeed() {
      return parts.voices.changesSpeed;
    },
    open: (line) => new SpokenLine(parts, line),
  };
}
