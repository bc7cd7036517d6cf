import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPcm16 } from '../../src/client/audio/pcm.ts';
import { Resampler } from '../../src/client/audio/resampler.ts';
import { TUTOR_SAMPLE_RATE } from '../../src/protocol/limits.ts';
import { desktop } from '../support/browser.ts';
import { type HandsFreeTalk, startHandsFreeTalk } from '../support/hands-free-talk.ts';
import { installRoom, type Room } from '../support/room.ts';
import { SOUND_RATE, said } from '../support/sounds.ts';

const ANSWER = 'Leaves hold a green dye, which catches the light of the sun, for the plant.';
/** What the loudspeaker plays comes back so much softer. */
const ECHO_DB = -20;

/** The tutor's voice as the server sends it. */
function spoken(text: string): Uint8Array {
  const samples = Float32Array.from(said(text, 'en-us+f3'), (sample) => sample / 32_768);
  return toPcm16(new Resampler(SOUND_RATE, TUTOR_SAMPLE_RATE).process(samples));
}

/** Without the silence around it. */
function voiceIn(sound: Int16Array): Int16Array {
  const isLoud = (sample: number) => Math.abs(sample) > 300;
  return sound.slice(sound.findIndex(isLoud), sound.findLastIndex(isLoud));
}

describe('the tutor’s own sound, which the microphone hears from the loudspeaker', () => {
  const answer = spoken(ANSWER);
  let talk: HandsFreeTalk;
  let room: Room;

  beforeAll(async () => {
    talk = await startHandsFreeTalk(desktop, {}, async (page) => {
      room = await installRoom(page, ECHO_DB);
    });
  });
  afterAll(() => talk[Symbol.asyncDispose]());

  /** The learner asks, and the tutor answers. */
  async function answered(turn: number, question: string, over?: Int16Array): Promise<string> {
    const { line, phase } = talk;
    await room.speak(said(question));
    const { id } = await line.next('speech_start');
    await line.next('speech_end', (end) => end.id === id);
    line.understands(id, question);
    if (over) await room.speakOver(over);
    const turnId = line.answers(turn, [ANSWER]);
    line.plays(turn, 0, answer);
    await phase('Speaking');
    return turnId;
  }

  it('does not interrupt it', async () => {
    const { page, line, phase } = talk;
    await page.getByRole('button', { name: 'Microphone' }).click();
    await phase('Listening');
    const turnId = await answered(5, 'Why are leaves green?');
    const before = line.received.length;
    line.ends(turnId, 'complete', `${ANSWER} `);
    await phase('Listening');
    expect(line.typesSince(before)).not.toContain('speech_start');
  });

  it('is interrupted by a learner who is louder, from the first word on', async () => {
    const { line, sound, phase } = talk;
    const turnId = await answered(6, 'And why sugar?');
    const seen = (await sound.loudspeaker()).length;
    await room.speak(said('Wait, what does it mean?'));
    await line.next('speech_start');
    const paused = await sound.played('paused', seen);
    expect(paused.playedMs).toBeLessThan((answer.length / 2 / TUTOR_SAMPLE_RATE) * 1_000);
    line.ends(turnId, 'interrupted', '');
    await phase('Listening');
  });

  /** Begins with the tutor's first sound, and has ended before the tutor's level could be learned: that takes 1.5 s. */
  const short = voiceIn(said('But why is it so?'));

  async function interruptedAtOnce(turn: number): Promise<void> {
    const { line, sound, phase } = talk;
    const seen = (await sound.loudspeaker()).length;
    const turnId = await answered(turn, 'What else do they need?', short);
    await line.next('speech_start');
    await sound.played('paused', seen);
    line.ends(turnId, 'interrupted', '');
    await phase('Listening');
  }

  it('is interrupted at once in the first answer after a reload, as its level on these devices is remembered', async () => {
    const { page, phase } = talk;
    await page.reload();
    await page.getByRole('button', { name: 'Microphone' }).click();
    await phase('Listening');
    await interruptedAtOnce(7);
  });

  it('is interrupted at once when devices were plugged in or unplugged meanwhile', async () => {
    await talk.sound.devicesChange();
    await interruptedAtOnce(8);
  });

  it('has to be found out anew where nothing is remembered, so that the first answer is not interrupted at once', async () => {
    const { page, line, sound, phase } = talk;
    await page.evaluate("localStorage.removeItem('echo-levels')");
    await page.reload();
    await page.getByRole('button', { name: 'Microphone' }).click();
    await phase('Listening');
    const before = (await sound.loudspeaker()).length;
    const turnId = await answered(9, 'What else do they need?', short);
    const spoken = line.received.length;
    await sound.played('drained', before);
    expect(line.typesSince(spoken)).not.toContain('speech_start');
    line.ends(turnId, 'complete', ANSWER);
  });
});
