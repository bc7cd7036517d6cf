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

  it('falls silent at the learner’s sound, tells what was heard before it, and stops for words where it was', async () => {
    const { page, line, speech } = talk;
    await page.getByRole('button', { name: 'Hold to talk' }).hover();
    await page.mouse.down();
    const start = await line.next('speech_start');
    const { id } = start;
    const before = line.received.slice(0, line.received.indexOf(start));
    expect(before.findLast(({ type }) => type === 'playback')).toMatchObject({
      heardChars: 'One two '.length,
      done: false,
    });
    await expect.poll(() => speech.cancelled()).toBe(1);
    await page.mouse.up();
    await line.next('speech_end');
    line.says({ type: 'transcript', id, text: 'Wait a moment', final: false });
    expect((await line.next('interrupt')).heardChars).toBe('One two '.length);
    expect(await speech.spoken()).toEqual([ANSWER[0]]);
    line.understands(id, 'Wait a moment');
  });

  it('goes on where it was after a sign of listening', async () => {
    const { page, line, speech } = talk;
    const turnId = line.answers(undefined, ['Twenty twenty-one twenty-two.']);
    await expect.poll(async () => (await speech.spoken()).at(-1)).toMatch(/^Twenty/);
    await speech.reach('Twenty '.length);
    await page.getByRole('button', { name: 'Hold to talk' }).hover();
    await page.mouse.down();
    const { id } = await line.next('speech_start');
    await page.mouse.up();
    await line.next('speech_end');
    // The server has found that it was nothing to answer.
    line.says({ type: 'transcript', id, text: '', final: true });
    line.says({ type: 'state', state: 'speaking' });
    await expect.poll(async () => (await speech.spoken()).at(-1)).not.toMatch(/^Twenty /);
    line.ends(turnId, 'complete', 'Twenty twenty-one twenty-two. ');
  });

  it('counts what was heard when something is typed over it, before that is asked', async () => {
    const { page, line, speech } = talk;
    await speech.finish();
    await page.getByRole('button', { name: 'Read answers aloud' }).click();
    await ask(page, 'And on?');
    const { id } = await line.next('user_text');
    line.says({ type: 'accepted', id });
    const turnId = line.answers(undefined, ['Thirty thirty-one.']);
    await expect.poll(async () => (await speech.spoken()).at(-1)).toMatch(/^Thirty/);
    // Between two sentences: more of the answer is still being written.
    await speech.finish();
    const asked = line.received.length;
    await ask(page, 'Stop, please.');
    const { heardChars } = await line.next('interrupt', (message) => message.turnId === turnId);
    expect(heardChars).toBe('Thirty thirty-one.'.length);
    const next = await line.next('user_text');
    expect(line.typesSince(asked).filter((type) => type === 'interrupt' || type === 'user_text')).toEqual([
      'interrupt',
      'user_text',
    ]);
    line.ends(turnId, 'interrupted', 'Thirty thirty-one.');
    line.says({ type: 'accepted', id: next.id });
  });

  it('tells on its return what was heard of an answer that was stopped without a line', async () => {
    const { page, line, speech, phase } = talk;
    const turnId = line.answers(undefined, ['Forty forty-one forty-two.']);
    await expect.poll(async () => (await speech.spoken()).at(-1)).toMatch(/^Forty/);
    await speech.reach('Forty '.length);
    await line.away(true);
    await page.getByText('The connection is gone.').first().waitFor();
    const gone = line.received.length;
    await ask(page, 'Why forty?');
    // It is stopped here, whatever the server knows of it.
    await phase('Ready');
    await line.away(false);
    await line.next('user_text');
    expect(line.received.slice(gone).filter(({ type }) => type !== 'playback')).toMatchObject([
      { type: 'hello' },
      { type: 'interrupt', turnId, heardChars: 'Forty '.length },
      { type: 'user_text', text: 'Why forty?' },
    ]);
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
    await phase('Listening');
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
