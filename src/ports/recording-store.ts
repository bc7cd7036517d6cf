import type { Page, PageRequest } from './page.ts';

/** Something that a learner said, kept as sound. Times are milliseconds since the Unix epoch. */
export interface Recording {
  id: string;
  learnerId: string;
  conversationId: string;
  /** The message that it was understood as. */
  messageId: string;
  /** Where its WAV file is in the blob store. */
  blobKey: string;
  /** Of the file. */
  bytes: number;
  durationMs: number;
  createdAt: number;
}

/** A recording with the words that it was understood as, where they are stored. */
export type ListedRecording = Recording & { text?: string | undefined };

/** Which recordings there are. Whatever removes one notes its file for removal in the same step. */
export interface RecordingStore {
  /** @returns false where the conversation is gone; nothing is stored then. */
  add(recording: Recording): Promise<boolean>;
  find(learnerId: string, id: string): Promise<Recording | undefined>;
  /** Newest first; of those made since that time. */
  list(learnerId: string, since: number, page: PageRequest): Promise<Page<ListedRecording>>;
  totals(learnerId: string): Promise<{ count: number; bytes: number }>;
  remove(learnerId: string, id: string): Promise<boolean>;
  /** @returns how many there were. */
  removeAll(learnerId: string): Promise<number>;
  /** Removes the oldest until those that stay take at most `bytes` together. @returns how many went. */
  removeOldest(learnerId: string, bytes: number): Promise<number>;
  /** Removes, of all learners, what was made before that time. @returns how many went. */
  removeBefore(time: number): Promise<number>;
}
