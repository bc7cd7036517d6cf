import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { RecordingList } from '../../src/protocol/rest/recordings.ts';
import { createUtteranceRecorder } from '../../src/voice/recordings/recorder.ts';
import { openWorld } from './world.ts';

/** A learner who has turned recording on, and a way to say something. */
async function openRecordings() {
  const world = await openWorld();
  const browser = await world.signedIn();
  await browser.patch('/api/me', { keepsRecordings: true });
  const learnerId = (await browser.get('/api/me')).body.id;
  const conversationId = (await browser.post('/api/conversations', { title: 'A talk' })).body.id;
  const { accounts, recordings } = world.stores;
  const recorder = createUtteranceRecorder({ ...world, accounts, recordings });
  const say = (value: number) =>
    recorder.keep({
      learnerId,
      conversationId,
      messageId: newId(),
      sound: [new Int16Array(500).fill(value)],
      sampleRate: 16_000,
    });
  const list = async (query = '') => RecordingList.parse((await browser.get(`/api/recordings${query}`)).body);
  return { world, browser, conversationId, say, list };
}

describe('recordings over REST', () => {
  it('are off for a new account', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    expect((await browser.get('/api/me')).body).toMatchObject({ keepsRecordings: false });
    expect((await browser.get('/api/recordings')).body).toEqual({
      recordings: [],
      totals: { count: 0, bytes: 0 },
      keptDays: 30,
    });
  });

  it('are listed newest first, page by page', async () => {
    const { world, say, list, conversationId } = await openRecordings();
    await using _ = world;
    for (const value of [1, 2, 3]) {
      world.clock.movedBy += 1000;
      await say(value);
    }
    const { recordings, totals, nextCursor } = await list('?limit=2');
    expect(recordings).toMatchObject([{ conversationId, durationMs: 31, bytes: 1044 }, { bytes: 1044 }]);
    expect(totals).toEqual({ count: 3, bytes: 3132 });
    const rest = await list(`?limit=2&cursor=${nextCursor}`);
    expect(rest.recordings).toHaveLength(1);
    expect(rest.nextCursor).toBeUndefined();
  });

  it('are played, whole and in parts, as a player asks for them', async () => {
    const { world, browser, say, list } = await openRecordings();
    await using _ = world;
    await say(0x4142);
    const path = `/api/recordings/${(await list()).recordings[0]?.id}/audio`;
    const get = async (range?: string) => {
      const answer = await browser.fetch('GET', path, undefined, range === undefined ? {} : { range });
      return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
    };
    const whole = await get();
    expect(whole.answer.status).toBe(200);
    expect(Object.fromEntries(whole.answer.headers)).toMatchObject({
      'content-type': 'audio/wav',
      'content-length': '1044',
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-store',
    });
    expect(whole.bytes.length).toBe(1044);
    for (const [range, start, end] of [
      ['bytes=0-0', 0, 0],
      ['bytes=0-99', 0, 99],
      ['bytes=40-', 40, 1043],
      ['bytes=-4', 1040, 1043],
      ['bytes=1000-5000', 1000, 1043],
      ['bytes=0-', 0, 1043],
    ] as const) {
      const part = await get(range);
      expect([range, part.answer.status, part.answer.headers.get('content-range')]).toEqual([
        range,
        206,
        `bytes ${start}-${end}/1044`,
      ]);
      expect(part.bytes.equals(whole.bytes.subarray(start, end + 1))).toBe(true);
    }
    for (const range of ['bytes=a-b', 'lines=1-2', 'bytes=0-1,100-101']) {
      const { answer, bytes } = await get(range);
      expect([range, answer.status, bytes.length]).toEqual([range, 200, 1044]);
    }
    const outside = await browser.get(path, { range: 'bytes=1044-' });
    expect([outside.status, outside.body.code]).toEqual([416, 'range_not_satisfiable']);
    expect(outside.headers.get('content-range')).toBe('bytes */1044');
  });

  it('are deleted one by one, and all', async () => {
    const { world, browser, say, list } = await openRecordings();
    await using _ = world;
    for (const value of [1, 2, 3]) await say(value);
    const id = (await list()).recordings[0]?.id;
    expect((await browser.delete(`/api/recordings/${id}`)).status).toBe(204);
    expect((await browser.delete(`/api/recordings/${id}`)).status).toBe(404);
    expect((await browser.get(`/api/recordings/${id}/audio`)).status).toBe(404);
    expect((await list()).recordings).toHaveLength(2);
    expect((await browser.delete('/api/recordings')).status).toBe(204);
    expect((await list()).totals).toEqual({ count: 0, bytes: 0 });
  });

  it('stay when recording is turned off, until they are deleted', async () => {
    const { world, browser, say, list } = await openRecordings();
    await using _ = world;
    await say(1);
    await browser.patch('/api/me', { keepsRecordings: false });
    await say(2);
    expect((await list()).recordings).toHaveLength(1);
  });

  it('are in the export, with their sound', async () => {
    const { world, browser, say, list } = await openRecordings();
    await using _ = world;
    await say(0x4142);
    const [recording] = (await list()).recordings;
    const { body } = await browser.get('/api/me/export');
    expect(body).toMatchObject({ recordings: [{ id: recording?.id, durationMs: 31 }] });
    const audio = /"audio":"data:audio\/wav;base64,([^"]+)"/.exec(JSON.stringify(body))?.[1] ?? '';
    expect(Buffer.from(audio, 'base64').subarray(0, 4).toString()).toBe('RIFF');
  });
});
