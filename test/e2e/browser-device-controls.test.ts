import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityViolations } from '../support/accessibility.ts';
import { keepPicture, phone } from '../support/browser.ts';
import { type DeviceControls, installDeviceControls } from '../support/device-controls.ts';
import { type HandsFreeTalk, SAID, startHandsFreeTalk } from '../support/hands-free-talk.ts';

const ANSWER = ['Leaves hold a green dye called chlorophyll.', 'It catches the light.'];
const ACTIONS = ['hangup', 'pause', 'play', 'stop', 'togglemicrophone'];

describe('the lock screen, the keys of a headset, a car', () => {
  let talk: HandsFreeTalk;
  let device: DeviceControls;

  beforeAll(async () => {
    talk = await startHandsFreeTalk(phone, {}, async (page) => {
      device = await installDeviceControls(page);
    });
  });
  afterAll(() => talk[Symbol.asyncDispose]());

  it('know nothing of a talk that is only typed', async () => {
    const { page, line } = talk;
    await page.getByLabel('Your question').fill(SAID);
    await page.getByLabel('Your question').press('Enter');
    const { id } = await line.next('user_text');
    line.says({ type: 'accepted', id });
    const turnId = line.answers(undefined, ANSWER);
    line.ends(turnId, 'complete', `${ANSWER.join(' ')} `);
    await page.locator('.message.tutor.complete').waitFor();
    expect(await device.shown()).toMatchObject({ title: undefined, state: 'none', actions: [] });
  });

  it('show what is talked about once the learner talks, and lead to the page', async () => {
    const { page, line, phase } = talk;
    await page.getByRole('button', { name: 'Microphone' }).click();
    await phase('Listening');
    await expect
      .poll(() => device.shown())
      .toEqual({ title: SAID, state: 'playing', actions: ACTIONS, microphone: true });
    await device.browserSays(/Gain Active Playing.*Controllable/);
    const { id } = await line.next('speech_start');
    await line.next('speech_end', (end) => end.id === id);
    line.understands(id, SAID);
    await phase('Thinking');
  });

  it('mute the microphone', async () => {
    const { page, line, phase } = talk;
    await device.press('togglemicrophone');
    await page.getByText('Muted: nothing is heard or sent').waitFor({ state: 'attached' });
    expect(await device.shown()).toMatchObject({ state: 'playing', microphone: false });
    line.answers(7, ANSWER);
    line.speaks(7, 0, 60_000);
    await phase('Speaking');
  });

  it('have the talk stand still: the tutor is silent, and the microphone let go', async () => {
    const { page, line, phase, sound } = talk;
    const seen = (await sound.loudspeaker()).length;
    await sound.played('playing', seen);
    await device.press('pause');
    await sound.played('paused', seen);
    await line.next('set', ({ onHold }) => onHold === true);
    await phase('Paused');
    await page.getByText('On hold, from your device’s controls').waitFor();
    expect(await sound.open()).toBe(0);
    expect(await device.shown()).toMatchObject({ state: 'paused', actions: ACTIONS, microphone: false });
    await device.browserSays(/Suspended Paused.*Controllable/);
    await keepPicture(page, 'phone-on-hold');
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  it('tell a line that comes meanwhile that the talk stands still', async () => {
    const { line, phase } = talk;
    await line.breaks();
    await line.next('hello');
    await line.next('set', ({ onHold }) => onHold === true);
    await phase('Paused');
  });

  it('have it go on where it stopped, and the learner heard again', async () => {
    const { line, phase, sound } = talk;
    const held = await sound.loudspeaker();
    const paused = held.findLast(({ type }) => type === 'paused')?.position;
    await device.press('play');
    await line.next('set', ({ onHold }) => onHold === false);
    const on = await sound.played('playing', held.length);
    expect(on.playedMs).toBeGreaterThan(paused?.playedMs ?? Number.NaN);
    expect(on.playedMs).toBeLessThan((paused?.playedMs ?? Number.NaN) + 100);
    expect(await device.shown()).toMatchObject({ state: 'playing' });
    // The learner, who keeps asking, is heard over the tutor.
    await line.next('speech_start');
    await phase('Listening');
  });

  it('end it: the answer is stopped, the microphone let go, and nothing is shown any more', async () => {
    const { line, phase, sound } = talk;
    await device.press('hangup');
    const { turnId } = await line.next('interrupt');
    line.ends(turnId, 'interrupted', 'Leaves hold a');
    await phase('Ready');
    expect(await sound.open()).toBe(0);
    await expect
      .poll(() => device.shown())
      .toEqual({ title: undefined, state: 'none', actions: [], microphone: false });
  });
});
