import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { desktop } from '../support/browser.ts';
import { type HandsFreeTalk, startHandsFreeTalk } from '../support/hands-free-talk.ts';

const FIRST = 'One two three four five six seven eight nine ten eleven twelve thirteen.';
const SECOND = 'Fourteen fifteen.';
const TURN = 9;

describe('an answer whose voice fails on the server', () => {
  let talk: HandsFreeTalk;

  beforeAll(async () => {
    talk = await startHandsFreeTalk(desktop);
  });
  afterAll(() => talk[Symbol.asyncDispose]());

  /** Holds the button for a moment. @returns the id of what was said */
  async function say(): Promise<string> {
    const { page, line } = talk;
    await page.getByRole('button', { name: 'Hold to talk' }).hover();
    await page.mouse.down();
    const { id } = await line.next('speech_start');
    await page.mouse.up();
    await line.next('speech_end');
    return id;
  }

  it('is gone on with by the device’s own, from the word where it broke off, and in step with it', async () => {
    const { page, line, speech, sound, phase } = talk;
    line.understands(await say(), 'Count, please.');
    const turnId = line.answers(TURN, [FIRST, SECOND]);
    line.speaks(TURN, 0, 900);
    await phase('Speaking');
    line.says({ type: 'notice', code: 'voice_failed', message: 'The voice failed.', turn: TURN, sentence: 0 });
    await expect.poll(() => speech.spoken()).toHaveLength(1);
    // All that had come of the sound was played first.
    expect((await sound.loudspeaker()).findLast(({ type }) => type === 'drained')?.position.playedMs).toBeCloseTo(
      900,
      0,
    );
    const [rest = ''] = await speech.spoken();
    expect(FIRST.endsWith(` ${rest}`)).toBe(true);
    expect(rest.length).toBeLessThan(FIRST.length);
    await speech.reach(rest.indexOf('twelve'));
    await page.locator('.caption.spoken mark').getByText('twelve').waitFor();
    await speech.finish();
    const done = await line.next('playback', (report) => report.turnId === turnId && report.done);
    expect(done).toMatchObject({ sentence: 0, chars: FIRST.length });
    await expect.poll(async () => (await speech.spoken()).at(-1)).toBe(SECOND);
  });

  it('falls silent for the learner like the server’s, and stops where it was', async () => {
    const { line, speech } = talk;
    await speech.reach('Fourteen '.length);
    const cancelled = await speech.cancelled();
    const id = await say();
    expect(await speech.cancelled()).toBeGreaterThan(cancelled);
    const told = line.received.findLast(({ type }) => type === 'playback');
    expect(told).toMatchObject({ sentence: 1, chars: 'Fourteen '.length, done: false });
    line.says({ type: 'transcript', id, text: 'Wait a moment', final: false });
    const { heardChars } = await line.next('interrupt');
    expect(heardChars).toBe(FIRST.length + 1 + 'Fourteen '.length);
  });
});
