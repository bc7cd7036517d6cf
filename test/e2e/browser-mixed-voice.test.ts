import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../support/app.ts';
import { desktop } from '../support/browser.ts';
import { type HandsFreeTalk, startHandsFreeTalk } from '../support/hands-free-talk.ts';

const ANSWER = ['One two three four five six seven eight nine ten.', 'Eleven twelve.'];

describe('where the server hears and the browser speaks', () => {
  let talk: HandsFreeTalk;

  beforeAll(async () => {
    talk = await startHandsFreeTalk(desktop, { tts: 'off' });
  });
  afterAll(() => talk[Symbol.asyncDispose]());

  async function say(text: string): Promise<void> {
    const { page, line } = talk;
    await page.getByRole('button', { name: 'Hold to talk' }).hover();
    await page.mouse.down();
    const { id } = await line.next('speech_start');
    await page.mouse.up();
    await line.next('speech_end');
    line.understands(id, text);
  }

  it('asks for no sound, and reads the answer with the browser’s voice', async () => {
    const { page, line, speech, phase } = talk;
    await say('Count, please.');
    expect(line.received.filter(({ type }) => type === 'hello').at(-1)).toMatchObject({
      audioIn: 'pcm16/16000',
      audioOut: 'none',
    });
    const turnId = line.answers(undefined, ANSWER);
    await expect.poll(() => speech.spoken()).toEqual([ANSWER[0]]);
    await phase('Speaking');
    await speech.reach('One two '.length);
    await page.locator('.caption.spoken mark').getByText('three').waitFor();
    line.ends(turnId, 'complete', `${ANSWER.join(' ')} `);
  });

  it('falls silent at the learner’s sound, and stops for words where it was', async () => {
    const { page, line, speech } = talk;
    await page.getByRole('button', { name: 'Hold to talk' }).hover();
    await page.mouse.down();
    const { id } = await line.next('speech_start');
    await expect.poll(() => speech.cancelled()).toBe(1);
    await page.mouse.up();
    await line.next('speech_end');
    line.says({ type: 'transcript', id, text: 'Wait a moment', final: false });
    expect((await line.next('interrupt')).heardChars).toBe('One two '.length);
    expect(await speech.spoken()).toEqual([ANSWER[0]]);
  });
});

describe('where the browser hears and the server speaks', () => {
  let talk: HandsFreeTalk;

  beforeAll(async () => {
    talk = await startHandsFreeTalk(desktop, { stt: 'off' });
  });
  afterAll(() => talk[Symbol.asyncDispose]());

  it('sends words and plays sound', async () => {
    const { page, line, speech, sound, phase } = talk;
    await page.getByRole('button', { name: 'Microphone' }).click();
    await phase('Listening');
    await speech.hear('count please', true);
    await line.next('hello', ({ audioIn, audioOut }) => audioIn === 'none' && audioOut === 'pcm16/24000');
    const { id } = await line.next('user_text');
    expect(await sound.open()).toBe(0);
    line.says({ type: 'accepted', id });
    line.answers(3, ANSWER);
    line.speaks(3, 0, 30_000);
    await phase('Speaking');
    expect(await speech.spoken()).toEqual([]);
  });

  it('takes the tutor’s words for an echo, and stops for others', async () => {
    const { line, speech, phase, page } = talk;
    await line.next('playback');
    const before = line.received.length;
    await speech.hear('two three four', false);
    await line.next('playback');
    expect(line.typesSince(before)).not.toContain('interrupt');
    await speech.hear('wait a moment', false);
    expect((await line.next('interrupt')).heardChars).toBeLessThan((ANSWER[0] ?? '').length);
    await page.locator('.caption.spoken').waitFor({ state: 'detached' });
    await phase('Thinking');
  });

  it('asks for no more sound when the microphone is closed and something is typed', async () => {
    const { page, line } = talk;
    const last = line.received.filter((message) => message.type === 'playback').at(-1);
    if (last?.type !== 'playback') throw new Error('nothing was played');
    line.ends(last.turnId, 'interrupted', 'One');
    await page.getByRole('button', { name: 'Microphone' }).click();
    await ask(page, 'Is typing silent?');
    await line.next('hello', ({ audioIn, audioOut }) => audioIn === 'none' && audioOut === 'none');
  });
});
