import type { MessageStore } from '../ports/message-store.ts';
import { PauseHabits } from './listen/pause-habits.ts';
import { SpokenLine } from './spoken-line.ts';
import type { SpokenLineParts } from './spoken-line-parts.ts';
import type { VoiceLine, VoiceLines } from './voice-line.ts';

type VoiceLinesOptions = Omit<SpokenLineParts, 'habits' | 'heardBefore' | 'onOver'> & {
  messages: Pick<MessageStore, 'heardOfStretch'>;
};

/** The spoken lines of this node. */
export function createVoiceLines({ messages, ...options }: VoiceLinesOptions): VoiceLines {
  const logger = options.logger.child({ name: 'voice' });
  /** Lines that are there, and those that are gone and whose learner's last words are not taken yet. */
  const lines = new Set<VoiceLine>();
  let draining = false;
  const parts: SpokenLineParts = {
    ...options,
    logger,
    habits: new PauseHabits(),
    async heardBefore({ learnerId, id }, stretch) {
      try {
        return await messages.heardOfStretch(learnerId, id, stretch);
      } catch (error) {
        // Rather asked twice than never: and a message under its id is stored once.
        logger.warn({ err: error }, 'it could not be found out whether a stretch was heard before');
        return undefined;
      }
    },
    onOver: (line) => lines.delete(line),
  };
  return {
    hears: parts.openEar !== undefined,
    speaks: parts.voices.speaks,
    get changesSpeed() {
      return parts.voices.changesSpeed;
    },
    open(line) {
      const opened = new SpokenLine(parts, draining ? { ...line, audioIn: false } : line);
      lines.add(opened);
      return opened;
    },
    read: (conversationId) => parts.voices.read(conversationId),
    async drain() {
      draining = true;
      await Promise.all([...lines].map((line) => line.drain()));
    },
  };
}
