import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createChromaVectorStore } from '../../../src/adapters/chroma/vector-store.ts';
import { openDiskBlobStore } from '../../../src/adapters/disk/blob-store.ts';
import { newId } from '../../../src/ids.ts';
import { removePending } from '../../../src/knowledge/removals.ts';
import { createLogger } from '../../../src/logger.ts';
import type { BlobStore } from '../../../src/ports/blob-store.ts';
import { MAX_RECORDINGS_BYTES } from '../../../src/protocol/limits.ts';
import { createUtteranceRecorder } from '../../../src/voice/recordings/recorder.ts';
import { createRecordings } from '../../../src/voice/recordings/recordings.ts';
import { openTestDatabase } from '../../support/databases.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { recordingRecord, storedConversation, storedLearner } from '../../support/records.ts';
import { testDir } from '../../support/temp-dir.ts';

const SECOND = new Int16Array(16_000).fill(1000);
const DAY_MS = 24 * 60 * 60_000;
const ALL = { limit: 50 };

async function open(options: { blobs?: BlobStore } = {}) {
  const { stores, drop } = await openTestDatabase('sqlite');
  onTestFinished(drop);
  const blobs = options.blobs ?? (await openDiskBlobStore(await testDir()));
  const clock = new FakeClock();
  const lines: string[] = [];
  const logger = createLogger({ level: 'trace', pretty: false, destination: { write: (line) => lines.push(line) } });
  const recorder = createUtteranceRecorder({ ...stores, blobs, clock, logger });
  const recordings = createRecordings({ ...stores, blobs, clock, days: 30 });
  const learnerId = await storedLearner(stores, { keepsRecordings: true });
  const conversationId = await storedConversation(stores, learnerId);
  const keep = (sound: Int16Array[] = [SECOND], values = {}) =>
    recorder.keep({ learnerId, conversationId, messageId: newId(), sound, sampleRate: 16_000, ...values });
  const list = async () => (await recordings.list(learnerId, ALL)).items;
  /** The files that still are to be removed are. */
  const sweepFiles = async () => {
    // Recordings have no vectors: nobody may ask for them.
    const vectors = createChromaVectorStore({ url: () => 'http://127.0.0.1:9' });
    return (await removePending({ ...stores, blobs, vectors, clock }, new AbortController().signal)).done;
  };
  return { stores, blobs, clock, lines, recordings, learnerId, conversationId, keep, list, sweepFiles };
}

describe('the recorder', () => {
  it('keeps what was said as a WAV file, with its message and length', async () => {
    const { keep, list, recordings, conversationId } = await open();
    const messageId = newId();
    await keep([SECOND, SECOND.subarray(0, 8000)], { messageId });
    const [recording] = await list();
    expect(recording).toMatchObject({ conversationId, messageId, durationMs: 1500, bytes: 44 + 48_000 });
    if (!recording) throw new Error('nothing was kept');
    const file = await buffer(await recordings.sound(recording));
    expect(file.length).toBe(recording.bytes);
    expect([file.toString('latin1', 0, 4), file.readUInt32LE(24), file.readInt16LE(44)]).toEqual([
      'RIFF',
      16_000,
      1000,
    ]);
  });

  it('keeps nothing of a learner who has not asked for it, or no longer wants it, and what is there stays', async () => {
    const { stores, keep, list, learnerId } = await open();
    const shy = await storedLearner(stores);
    await keep([SECOND], { learnerId: shy, conversationId: await storedConversation(stores, shy) });
    expect(await stores.recordings.totals(shy)).toEqual({ count: 0, bytes: 0 });
    await keep();
    await stores.accounts.updateLearner(learnerId, { keepsRecordings: false });
    await keep();
    expect(await list()).toHaveLength(1);
  });

  it('keeps nothing where there is no sound', async () => {
    const { keep, list } = await open();
    await keep([]);
    await keep([new Int16Array()]);
    expect(await list()).toEqual([]);
  });

  it('leaves no file behind when the conversation is gone', async () => {
    const { stores, blobs, keep, list, learnerId, conversationId } = await open();
    const put = blobs.put;
    const keys: string[] = [];
    blobs.put = (key, content) => {
      keys.push(key);
      return put(key, content);
    };
    await stores.conversations.remove(learnerId, conversationId);
    await keep();
    expect(await list()).toEqual([]);
    await expect(blobs.get(keys[0] ?? '')).rejects.toMatchObject({ code: 'blob_missing' });
  });

  it('never fails the talk: a disk that is full is logged, without what was said', async () => {
    const full = await openDiskBlobStore(await testDir());
    full.put = () => Promise.reject(new Error('no space left on device'));
    const { keep, list, lines } = await open({ blobs: full });
    await keep();
    expect(await list()).toEqual([]);
    expect(lines.join('')).toMatch(/a recording could not be kept/);
  });

  it('makes room by the oldest when 500 MB are full', async () => {
    const { stores, clock, keep, list, learnerId, conversationId } = await open();
    const old = recordingRecord(learnerId, conversationId, { createdAt: clock.now() - 2, bytes: 1000 });
    const large = { createdAt: clock.now() - 1, bytes: MAX_RECORDINGS_BYTES - 32_044 };
    const young = recordingRecord(learnerId, conversationId, large);
    await stores.recordings.add(old);
    await stores.recordings.add(young);
    await keep();
    expect((await list()).map(({ id }) => id).slice(1)).toEqual([young.id]);
    await keep();
    expect(await list()).toHaveLength(2);
  });
});

describe('recordings', () => {
  it('go after thirty days, not a moment before, and their files with them', async () => {
    const { clock, blobs, keep, list, recordings, learnerId, sweepFiles } = await open();
    await keep();
    const [recording] = await list();
    if (!recording) throw new Error('nothing was kept');
    clock.advance(30 * DAY_MS);
    expect(await recordings.removeExpired()).toBe(0);
    expect(await recordings.find(learnerId, recording.id)).toBeDefined();
    clock.advance(1);
    expect(await list()).toEqual([]);
    await expect(recordings.find(learnerId, recording.id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await recordings.removeExpired()).toBe(1);
    expect(await sweepFiles()).toBe(1);
    await expect(blobs.get(recording.blobKey)).rejects.toMatchObject({ code: 'blob_missing' });
  });

  it('that are deleted take only their own file with them', async () => {
    const { blobs, keep, list, recordings, learnerId, sweepFiles } = await open();
    await keep();
    await keep();
    const [gone, kept] = await list();
    if (!gone || !kept) throw new Error('nothing was kept');
    await recordings.remove(learnerId, gone.id);
    await sweepFiles();
    await expect(blobs.get(gone.blobKey)).rejects.toMatchObject({ code: 'blob_missing' });
    expect((await buffer(await blobs.get(kept.blobKey))).length).toBe(kept.bytes);
  });
});
