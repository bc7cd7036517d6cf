import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { Conversation } from '../ports/conversation-store.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { OpenEar } from './listen/ear-types.ts';
import type { PauseHabits } from './listen/pause-habits.ts';
import type { Voices } from './speak/voices.ts';
import type { Talks } from './talks.ts';
import type { VoiceLine } from './voice-line.ts';

export interface SpokenLineParts {
  talks: Talks;
  voices: Voices;
  eventLog: EventLog;
  clock: Clock;
  logger: Logger;
  /** Undefined: nobody can hear here. */
  openEar: OpenEar | undefined;
  habits: PauseHabits;
  /** How much of a stretch is in a message that is stored, ms; undefined where none is known. Must not reject. */
  heardBefore: (conversation: Conversation, stretch: string) => Promise<number | undefined>;
  /** A line is gone, and nothing of its learner's is under way. */
  onOver: (line: VoiceLine) => void;
  /** Whether an answer is begun when a speaker has probably finished, and not only when they have. */
  preemptive: boolean;
  /** Somebody is about to speak: opens the connections of what hears and speaks. */
  warm?: (() => void) | undefined;
}
