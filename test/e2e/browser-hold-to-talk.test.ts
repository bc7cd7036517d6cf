import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityViolations } from '../support/accessibility.ts';
import { desktop, keepPicture } from '../support/browser.ts';
import { type HandsFreeTalk, SAID, startHandsFreeTalk } from '../support/hands-free-talk.ts';

const LONG =
  'A leaf takes in carbon dioxide through small holes, water through its roots and light through a green dye, and makes of them the sugar that the whole plant lives on.';

describe('talking while a button is held', () => {
  let talk: HandsFreeTalk;

  beforeAll(async () => {
    talk = await startHandsFreeTalk({ ...desktop, colorScheme: 'dark' });
  });
  afterAll(() => talk[Symbol.asyncDispose]());

  const holdButton = () => talk.page.getByRole('button', { name: 'Hold to talk' });

  it('hears from pressing to letting go, pauses and all, and the learner has finished then', async () => {
    const { page, line, phase } = talk;
    await holdButton().hover();
    await page.mouse.down();
    await phase('Listening');
    const { id } = await line.next('speech_start');
    await page.getByText('Let go when you have finished').waitFor();
    await expect.poll(() => line.received.at(-1)).toMatchObject({ type: 'audio' });
    await keepPicture(page, 'desktop-dark-holding');
    await page.mouse.up();
    expect(await line.next('speech_end')).toEqual({ type: 'speech_end', id, done: true });
    line.understands(id, SAID);
    await page.locator('.message.learner').getByText(SAID).waitFor();
  });

  it('loads nothing for hands-free talking', async () => {
    const loaded = await talk.page.evaluate<string[]>(
      "performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => /onnx|wasm|hands-free/.test(name))",
    );
    expect(loaded).toEqual([]);
  });

  it('shows the word being said of a sentence that is longer than its place', async () => {
    const { page, line, phase } = talk;
    const turnId = line.answers(3, [LONG]);
    line.speaks(3, 0, 3_000);
    await phase('Speaking');
    await line.next('playback', ({ playedMs }) => playedMs > 1_500);
    await keepPicture(page, 'desktop-dark-speaking');
    const place = await page.locator('.caption.spoken mark').boundingBox();
    const frame = await page.locator('.caption.spoken').boundingBox();
    expect(place?.y).toBeGreaterThanOrEqual((frame?.y ?? 0) - 1);
    expect((place?.y ?? 0) + (place?.height ?? 0)).toBeLessThanOrEqual((frame?.y ?? 0) + (frame?.height ?? 0) + 1);
    expect(await accessibilityViolations(page)).toEqual([]);
    line.ends(turnId, 'complete', `${LONG} `);
  });

  it('is held by the space bar too, but not while something is typed', async () => {
    const { page, line } = talk;
    await page.getByRole('heading', { level: 1 }).focus();
    await page.keyboard.down(' ');
    const { id } = await line.next('speech_start');
    await page.keyboard.up(' ');
    expect(await line.next('speech_end')).toEqual({ type: 'speech_end', id, done: true });
    const before = line.received.length;
    await page.getByLabel('Your question').pressSequentially('a b');
    expect(await page.getByLabel('Your question').inputValue()).toBe('a b');
    expect(line.typesSince(before)).not.toContain('speech_start');
    await page.getByLabel('Your question').fill('');
  });

  it('says so when there is no microphone, when it is refused, and when another app has it', async () => {
    const { page, sound, phase } = talk;
    await phase('Ready');
    for (const [name, text] of [
      ['NotFoundError', 'No microphone was found.'],
      ['NotAllowedError', 'The microphone is blocked for this site.'],
      ['NotReadableError', 'Another app is using the microphone.'],
    ] as const) {
      await sound.refuse(name);
      await page.getByRole('button', { name: 'Microphone' }).click();
      await page.getByText(text).waitFor();
      await phase('Ready');
    }
    await keepPicture(page, 'desktop-dark-no-microphone');
    await sound.refuse(undefined);
    expect(await page.getByLabel('Your question').isEnabled()).toBe(true);
  });

  it('stops the answer by the button, at what was heard', async () => {
    const { page, line, phase } = talk;
    await holdButton().hover();
    await page.mouse.down();
    const { id } = await line.next('speech_start');
    await page.mouse.up();
    line.understands(id, SAID);
    const turnId = line.answers(4, ['One two three four five six seven eight nine ten.']);
    line.speaks(4, 0, 30_000);
    await phase('Speaking');
    await line.next('playback', ({ playedMs }) => playedMs > 500);
    await page.getByRole('button', { name: 'Stop' }).click();
    const { heardChars } = await line.next('interrupt', (message) => message.turnId === turnId);
    expect(heardChars).toBeLessThan(20);
    await page.locator('.caption.spoken').waitFor({ state: 'detached' });
    line.ends(turnId, 'interrupted', 'One');
  });

  it('counts as heard only what was heard when the learner leaves while the tutor speaks', async () => {
    const { page, line, phase } = talk;
    await holdButton().hover();
    await page.mouse.down();
    const { id } = await line.next('speech_start');
    await page.mouse.up();
    line.understands(id, SAID);
    const turnId = line.answers(5, ['Eleven twelve thirteen.', 'Fourteen fifteen.']);
    line.speaks(5, 0, 10_000);
    await phase('Speaking');
    await line.next('playback');
    await page.getByRole('link', { name: 'Today' }).click();
    const { heardChars } = await line.next('interrupt', (message) => message.turnId === turnId);
    expect(heardChars).toBeLessThan('Eleven twelve thirteen.'.length);
  });
});
