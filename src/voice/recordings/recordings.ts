import type { Readable } from 'node:stream';
import { notFound } from '../../errors.ts';
import type { BlobStore } from '../../ports/blob-store.ts';
import type { ByteRange } from '../../ports/byte-range.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Page, PageRequest } from '../../ports/page.ts';
import type { ListedRecording, Recording, RecordingStore } from '../../ports/recording-store.ts';

const DAY_MS = 24 * 60 * 60_000;

export interface RecordingsDeps {
  recordings: RecordingStore;
  blobs: BlobStore;
  clock: Clock;
  /** Days for which a recording is kept. */
  days: number;
}

/** What learners said, as sound: for the one who said it to hear again and to delete. */
export interface Recordings {
  readonly days: number;
  /** Newest first. */
  list(learnerId: string, page: PageRequest): Promise<Page<ListedRecording>>;
  totals(learnerId: string): Promise<{ count: number; bytes: number }>;
  /** Throws `not_found`, also for what has run out. */
  find(learnerId: string, id: string): Promise<Recording>;
  /** The WAV file, or that part of it. Throws `not_found` where it is gone. */
  sound(recording: Recording, range?: ByteRange): Promise<Readable>;
  /** Throws `not_found`. */
  remove(learnerId: string, id: string): Promise<void>;
  removeAll(learnerId: string): Promise<void>;
  /** Removes what has been kept long enough. @returns how many. */
  removeExpired(): Promise<number>;
}

export function createRecordings({ recordings, blobs, clock, days }: RecordingsDeps): Recordings {
  const oldest = () => clock.now() - days * DAY_MS;
  return {
    days,
    list: (learnerId, page) => recordings.list(learnerId, oldest(), page),
    totals: (learnerId) => recordings.totals(learnerId),
    async find(learnerId, id) {
      const recording = await recordings.find(learnerId, id);
      if (!recording || recording.createdAt < oldest()) throw notFound('recording');
      return recording;
    },
    sound: ({ blobKey }, range) => blobs.get(blobKey, range),
    async remove(learnerId, id) {
      if (!(await recordings.remove(learnerId, id))) throw notFound('recording');
    },
    async removeAll(learnerId) {
      await recordings.removeAll(learnerId);
    },
    removeExpired: () => recordings.removeBefore(oldest()),
  };
}
