import { Readable } from 'node:stream';
import { newId } from '../../ids.ts';
import type { Logger } from '../../logger.ts';
import type { AccountStore } from '../../ports/account-store.ts';
import type { BlobStore } from '../../ports/blob-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RecordingStore } from '../../ports/recording-store.ts';
import { MAX_RECORDINGS_BYTES } from '../../protocol/limits.ts';
import { toWav } from '../../sound/wav.ts';

/** What was said, as sound, and the message that it was understood as. */
interface SpokenMessage {
  learnerId: string;
  conversationId: string;
  messageId: string;
  /** Pieces that follow each other. */
  sound: readonly Int16Array[];
  /** Samples a second. */
  sampleRate: number;
}

export interface UtteranceRecorder {
  /** Whether the learner wants it now. Never rejects. */
  isWanted(learnerId: string): Promise<boolean>;
  /** Keeps it where the learner wants that. Never rejects: a talk goes on without its recording. */
  keep(message: SpokenMessage): Promise<void>;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
}

export interface RecorderDeps {
  accounts: AccountStore;
  recordings: RecordingStore;
  blobs: BlobStore;
  clock: Clock;
  logger: Logger;
}

/** Keeps what learners say who have turned that on; beyond 500 MB a learner, the oldest go. */
export function createUtteranceRecorder(deps: RecorderDeps): UtteranceRecorder {
  const log = deps.logger.child({ name: 'recordings' });
  const running = new Set<Promise<void>>();
  const isWanted = async (learnerId: string) => {
    try {
      return (await deps.accounts.findLearner(learnerId))?.keepsRecordings ?? false;
    } catch (error) {
      log.warn({ err: error }, 'it is not known whether a learner wants recordings, so there is none');
      return false;
    }
  };
  const keep = async (message: SpokenMessage) => {
    try {
      if (await isWanted(message.learnerId)) await store(deps, message);
    } catch (error) {
      log.warn({ err: error, messageId: message.messageId }, 'a recording could not be kept');
    }
  };
  return {
    isWanted,
    keep(message) {
      const work = keep(message).finally(() => running.delete(work));
      running.add(work);
      return work;
    },
    settled: async () => void (await Promise.all(running)),
  };
}

async function store({ recordings, blobs, clock }: RecorderDeps, message: SpokenMessage): Promise<void> {
  const { learnerId, conversationId, messageId, sound, sampleRate } = message;
  const samples = sound.reduce((sum, { length }) => sum + length, 0);
  if (samples === 0) return;
  const id = newId();
  const blobKey = `${learnerId}/recordings/${id}`;
  const { bytes } = await blobs.put(blobKey, Readable.from([Buffer.from(toWav(sound, sampleRate).buffer)]));
  const durationMs = Math.round((samples * 1000) / sampleRate);
  const recording = { id, learnerId, conversationId, messageId, blobKey, bytes, durationMs, createdAt: clock.now() };
  let kept = false;
  try {
    kept = await recordings.add(recording);
  } finally {
    if (!kept) await blobs.remove(blobKey);
  }
  const { bytes: used } = await recordings.totals(learnerId);
  if (used > MAX_RECORDINGS_BYTES) await recordings.removeOldest(learnerId, MAX_RECORDINGS_BYTES);
}
