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
  async function answered(turn: number, question: string): Promise<string> {
    const { line, phase } = talk;
    await room.speak(said(question));
    const { id } = await line.next('speech_start');
    await line.next('speech_end', (end) => end.id === id);
    line.understands(id, question);
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
    const { line, sound } = talk;
    await answered(6, 'And why sugar?');
    const seen = (await sound.loudspeaker()).length;
    await room.speak(said('Wait, what does it mean?'));
    await line.next('speech_start');
    const paused = await sound.played('paused', seen);
    expect(paused.playedMs).toBeLessThan((answer.length / 2 / TUTOR_SAMPLE_RATE) * 1_000);
  });
});
