import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityViolations } from '../support/accessibility.ts';
import { collectComplaints, keepPicture, phone } from '../support/browser.ts';
import { type HandsFreeTalk, SAID, startHandsFreeTalk } from '../support/hands-free-talk.ts';

const ANSWER = ['Leaves hold a green dye called chlorophyll.', 'It catches the light.'];

describe('talking hands-free, where the server hears and speaks', () => {
  let talk: HandsFreeTalk;
  let complaints: string[];

  beforeAll(async () => {
    talk = await startHandsFreeTalk(phone);
    complaints = collectComplaints(talk.page);
  });
  afterAll(() => talk[Symbol.asyncDispose]());

  it('sends speech and no silence, from its first syllable', async () => {
    const { page, line, phase, sound } = talk;
    await page.getByRole('button', { name: 'Microphone' }).click();
    await line.next('hello', ({ audioIn, audioOut }) => audioIn === 'pcm16/16000' && audioOut === 'pcm16/24000');
    await phase('Listening');
    expect(await sound.askedFor()).toMatchObject({ echoCancellation: true, noiseSuppression: true });
    let { id } = await line.next('speech_start');
    await keepPicture(page, 'phone-hands-free-listening');
    const framesSent = async () => {
      const end = await line.next('speech_end', (told) => told.id === id);
      expect(end).toMatchObject({ silentMs: 320 });
      const spoken = line.received[line.received.indexOf(end) - 1];
      return spoken?.type === 'audio' ? spoken.frames : 0;
    };
    // About two seconds of words; half a second before them counts as well.
    let frames = await framesSent();
    // A busy machine's microphone loses sound: the learner asks again.
    for (let again = 0; frames <= 30 && again < 3; again += 1) {
      ({ id } = await line.next('speech_start'));
      frames = await framesSent();
    }
    expect(frames).toBeGreaterThan(30);
    line.understands(id, SAID);
    await page.locator('.message.learner').getByText(SAID).waitFor();
    await phase('Thinking');
  });

  it('plays the answer, shows its words in step, and tells what was heard', async () => {
    const { page, line, phase } = talk;
    // The learner, who keeps asking, would interrupt.
    await page.getByRole('button', { name: 'Mute' }).click();
    const turnId = line.answers(7, ANSWER);
    line.speaks(7, 0, 1_000);
    line.speaks(7, 1, 600);
    await phase('Speaking');
    await page.locator('.caption.spoken mark').waitFor();
    await keepPicture(page, 'phone-hands-free-speaking');
    const first = await line.next('playback', ({ sentence, done }) => sentence === 0 && done);
    expect(first.turnId).toBe(turnId);
    expect(first.playedMs).toBeCloseTo(1_000, 3);
    const last = await line.next('playback', ({ sentence, playedMs }) => sentence === 1 && playedMs > 599);
    expect(last.playedMs).toBeCloseTo(600, 3);
    line.ends(turnId, 'complete', `${ANSWER.join(' ')} `);
    await page.locator('.message.tutor.complete').waitFor();
    await page.getByRole('button', { name: 'Mute' }).click();
    await phase('Listening');
  });

  it('falls silent while the learner makes a sound, and goes on where it was when it was nothing', async () => {
    const { page, line, phase, sound } = talk;
    const begun = await line.next('speech_start');
    const asked = await line.next('speech_end', (end) => end.id === begun.id);
    line.understands(asked.id, SAID);
    const seen = (await sound.loudspeaker()).length;
    line.answers(8, ANSWER);
    line.speaks(8, 0, 60_000);
    await phase('Speaking');
    await line.next('playback');
    const { id } = await line.next('speech_start');
    const paused = await sound.played('paused', seen);
    await page.getByText('Listening', { exact: true }).waitFor();
    await line.next('speech_end', (end) => end.id === id);
    // They spoke for two seconds, in which nothing was played: the last thing told is still where it paused.
    const held = await sound.loudspeaker();
    expect(held.at(-1)).toMatchObject({ type: 'paused', position: paused });
    await expect
      .poll(() => line.received.findLast(({ type }) => type === 'playback'))
      .toMatchObject({ playedMs: paused.playedMs });
    line.says({ type: 'state', state: 'speaking' });
    await phase('Speaking');
    const on = await sound.played('playing', held.length);
    // By the sound's own time, not the machine's: it tells every 50 ms of what it plays.
    expect(on.playedMs).toBeGreaterThan(paused.playedMs);
    expect(on.playedMs).toBeLessThan(paused.playedMs + 100);
    await line.next('playback', ({ playedMs }) => playedMs > paused.playedMs);
  });

  it('stops for words, keeps what was heard, and drops what comes too late', async () => {
    const { page, line } = talk;
    const { id } = await line.next('speech_start');
    const [turn] = line.received.filter((message) => message.type === 'playback').slice(-1);
    if (turn?.type !== 'playback') throw new Error('nothing was played');
    line.says({ type: 'transcript', id, text: 'Wait', final: false });
    await page.locator('.caption').getByText('Wait').waitFor();
    line.ends(turn.turnId, 'interrupted', 'Leaves hold a');
    await page.getByText('You stopped the tutor here.').waitFor();
    const before = line.received.length;
    line.speaks(8, 1, 1_000);
    await line.next('speech_end');
    expect(line.typesSince(before)).not.toContain('playback');
    await page.locator('.caption.spoken').waitFor({ state: 'detached' });
  });

  it('hears nothing while it is muted', async () => {
    const { page, line, phase } = talk;
    await line.next('speech_start');
    await page.getByRole('button', { name: 'Mute' }).click();
    await line.next('speech_end');
    await phase('Paused');
    await page.getByText('Muted: nothing is heard or sent').waitFor();
    const muted = line.received.length;
    await keepPicture(page, 'phone-hands-free-muted');
    await line.next('set', ({ speakUp }) => speakUp === false);
    expect(line.typesSince(muted).filter((type) => type !== 'set')).toEqual([]);
    await page.getByRole('button', { name: 'Mute' }).click();
    await line.next('speech_start');
  });

  it('hears the tutor speak up, and may be spoken to only while nothing is being typed', async () => {
    const { page, line } = talk;
    const turnId = randomUUID();
    line.remarks({ type: 'notice', code: 'quiet', message: 'Take your time.', turnId, turn: 4711 });
    await page.locator('.talk-banners').getByText('Take your time.').waitFor();
    line.speaks(4711, 0, 1000);
    await line.next('playback', (report) => report.turnId === turnId);
    line.says({ type: 'state', state: 'listening' });
    const question = page.getByLabel('Your question');
    await question.fill('What is');
    await line.next('set', ({ speakUp }) => speakUp === false);
    // Who has begun needs not be told to take their time.
    await page.locator('.talk-banners').getByText('Take your time.').waitFor({ state: 'detached' });
    await question.fill('');
    await line.next('set', ({ speakUp }) => speakUp === true);
    line.remarks({
      type: 'notice',
      code: 'still_quiet',
      message: 'I am still here.',
      turnId: randomUUID(),
      turn: 4712,
    });
    await line.next('speech_start');
    await page.locator('.talk-banners').getByText('I am still here.').waitFor({ state: 'detached' });
  });

  it('lets the microphone go in the background, and listens again when it is seen', async () => {
    const { page, line, phase, sound } = talk;
    await sound.show(false);
    await phase('Paused');
    await page.getByText('Listening rested while the page was in the background.').first().waitFor();
    expect(await sound.open()).toBe(0);
    await sound.show(true);
    await phase('Listening');
    await line.next('speech_start');
  });

  it('rests during a call, and goes on with another microphone when this one is unplugged', async () => {
    const { page, line, phase, sound } = talk;
    await sound.tell('mute');
    await phase('Paused');
    await page.getByText('The microphone is taken, perhaps by a call.').first().waitFor();
    await sound.tell('unmute');
    await phase('Listening');
    await sound.tell('ended');
    await page.getByText('The microphone was unplugged.').first().waitFor();
    expect(await sound.open()).toBe(1);
    await line.next('speech_start');
  });

  it('rests while there is no microphone at all, says why, and goes on by itself with the next one', async () => {
    const { page, line, phase, sound } = talk;
    const { id } = await line.next('speech_start');
    await sound.refuse('NotFoundError');
    await sound.tell('ended');
    await line.next('speech_end', (end) => end.id === id);
    await phase('Paused');
    await page.locator('.caption').getByText('No microphone was found.').waitFor();
    await keepPicture(page, 'phone-hands-free-no-microphone');
    await sound.refuse(undefined);
    await sound.devicesChange();
    await phase('Listening');
    await line.next('speech_start');
  });

  it('rests when the permission is taken away, and goes on when it is given back', async () => {
    const { page, line, phase, sound } = talk;
    await sound.permit(false);
    await phase('Paused');
    await page.locator('.caption').getByText('The microphone is blocked for this site.').waitFor();
    await sound.permit(true);
    await phase('Listening');
    await line.next('speech_start');
  });

  it('keeps what is said while the line is broken', async () => {
    const { line } = talk;
    const { id } = await line.next('speech_start');
    const broken = line.received.length;
    await line.breaks();
    const again = await line.next('speech_start');
    expect(again).toMatchObject({ id, again: true });
    await line.next('speech_end', (end) => end.id === id);
    // A last frame may still have gone over the old line.
    const since = line.typesSince(broken).filter((type) => type !== 'set');
    const renewed = since.indexOf('hello');
    expect(since.slice(renewed, renewed + 3)).toEqual(['hello', 'speech_start', 'audio']);
  });

  it('needs nothing that the content security policy forbids, and everybody can use it', async () => {
    expect(complaints).toEqual([]);
    expect(await accessibilityViolations(talk.page)).toEqual([]);
  });

  it('lets the microphone go when the learner leaves', async () => {
    const { page, line, sound } = talk;
    await line.next('speech_start');
    await page.getByRole('link', { name: 'Today' }).click();
    await expect.poll(() => sound.open()).toBe(0);
    await line.next('speech_end');
  });

  it('lets the learner choose how fast the tutor speaks, and says where only this device’s voice can', async () => {
    const { page, line } = talk;
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByText('Counts for this device’s voice alone').waitFor();
    await page.getByLabel('Speed of the voice').fill('0.8');
    line.changesSpeed = true;
    await page.getByRole('link', { name: 'Talk', exact: true }).click();
    await page.getByRole('button', { name: 'Microphone' }).click();
    await line.next('hello', ({ speed }) => speed === 0.8);
    await line.next('speech_start');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByText('The tutor’s own voice keeps to it as far as it can.').waitFor();
  });
});
