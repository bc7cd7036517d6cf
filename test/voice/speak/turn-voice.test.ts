import { setImmediate as settled } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SpeechFrame } from '../../../src/voice/speak/audio-out.ts';
import { LEAD_MS, STALLED_MS } from '../../../src/voice/speak/playout.ts';
import { SILENT_SERVICE_MS } from '../../../src/voice/speak/synthesis.ts';
import { Gate } from '../../support/scripted-tutor.ts';
import { ScriptedVoice } from '../../support/scripted-voice.ts';
import { MS, SENTENCES, speak, TEXT } from './turn-voice-kit.ts';

describe('the voice of a turn', () => {
  it('says nothing of a sentence that nobody can pronounce, and goes on with the next', async () => {
    const { voice, tts, told, frames, played } = speak();
    voice.say(0, '…', 0, 'en');
    voice.told(0, 1);
    voice.say(1, 'So it is.', 2, 'en');
    voice.told(1, 2);
    voice.end();
    await settled();
    expect(tts.said).toEqual(['So it is.']);
    expect(told).not.toContain('notice');
    expect(new Set(frames.map(({ sentence }) => sentence))).toEqual(new Set([1]));
    voice.report(1, 0, true);
    await settled();
    expect(played()).toBe(true);
    expect(voice.heardChars).toBe(11);
  });

  it('asks for the sound of its first sentence before anything else happens', () => {
    const { voice, tts } = speak();
    voice.say(0, 'So it is.', 0, 'en');
    expect(tts.said).toEqual(['So it is.']);
  });

  it('keeps at most three seconds under way', async () => {
    const { voice, frames, sayAll } = speak();
    await sayAll();
    const sent = () => frames.reduce((ms, frame) => ms + MS(frame), 0);
    expect(sent()).toBeGreaterThanOrEqual(LEAD_MS - 100);
    expect(sent()).toBeLessThan(LEAD_MS + 100);
    voice.report(0, 1000, false);
    await settled();
    expect(sent()).toBeLessThan(LEAD_MS + 1100);
  });

  it('plays by the clock for a client that never reports, so that the turn ends', async () => {
    const { clock, voice, sayAll, played } = speak({ reports: false });
    await sayAll();
    const total = TEXT.length * 50;
    for (let ms = 0; ms < total - 300; ms += 100) {
      clock.advance(100);
      await settled();
    }
    expect(played()).toBe(false);
    expect(voice.heardChars).toBeLessThan(TEXT.length);
    for (let n = 0; n < 20; n += 1) {
      clock.advance(100);
      await settled();
    }
    expect(played()).toBe(true);
    expect(voice.heardChars).toBe(TEXT.length);
  });

  it('gives up a client that has reported and then stands still', async () => {
    const { clock, voice, sayAll, onGone } = speak();
    await sayAll();
    voice.report(0, 200, false);
    clock.advance(STALLED_MS - 1000);
    expect(onGone).not.toHaveBeenCalled();
    clock.advance(LEAD_MS + 2000);
    expect(onGone).toHaveBeenCalled();
    expect(voice.heardChars).toBe(4);
  });

  it('waits on hold for as long as the learner likes, and is not taken to be gone', async () => {
    const { clock, voice, frames, sayAll, onGone } = speak();
    await sayAll();
    voice.report(0, 200, false);
    voice.onHold(true);
    const sent = frames.length;
    clock.advance(20 * STALLED_MS);
    expect([onGone.mock.calls.length, frames.length]).toEqual([0, sent]);
    voice.onHold(false);
    voice.report(0, 0, true);
    expect(frames.length).toBeGreaterThan(sent);
    clock.advance(LEAD_MS + STALLED_MS + 1000);
    expect(onGone).toHaveBeenCalled();
  });

  it('goes on as text when its service falls silent in the middle of a sentence', async () => {
    const gate = new Gate();
    const { clock, voice, say, told, played } = speak({ tts: new ScriptedVoice().next(500, gate, 500) });
    say(0);
    await gate.reached;
    await settled();
    clock.advance(SILENT_SERVICE_MS);
    await settled();
    expect(told).toEqual(['speaking', 'notice']);
    say(1);
    voice.end();
    voice.report(0, 500, true);
    await settled();
    expect(played()).toBe(true);
    expect(voice.heardChars).toBeLessThan(SENTENCES[0]?.length ?? 0);
    gate.open();
  });

  it.each([
    { what: 'says nothing at all', tts: new ScriptedVoice().next() },
    { what: 'never ends', tts: new ScriptedVoice().next(...Array.from({ length: 100 }, () => 1000)) },
  ])('goes on as text when its service $what', async ({ tts }) => {
    const { voice, say, told } = speak({ tts });
    say(0);
    for (let second = 0; second < 100; second += 1) {
      voice.report(0, second * 1000, false);
      await settled();
    }
    expect(told).toContain('notice');
  });

  it('says nothing while its line is full, and goes on when there is room', async () => {
    const { voice, line, frames, sayAll } = speak();
    line.open = false;
    await sayAll();
    expect(frames).toEqual([]);
    line.open = true;
    voice.room();
    expect(frames.length).toBeGreaterThan(0);
  });

  it('passes over sentences in which there is nothing to say', async () => {
    const { clock, voice, tts, played } = speak();
    voice.say(0, '🎉', 0, 'en');
    voice.say(1, '🎉🎉', 3, 'en');
    voice.say(2, '🎉', 8, 'en');
    for (const index of [0, 1, 2]) voice.told(index, index + 1);
    voice.end();
    await settled();
    clock.advance(1);
    await settled();
    expect(played()).toBe(true);
    expect(tts.said).toEqual([]);
  });

  it('is dropped from the line with its turn', async () => {
    const { stop, line, frames, sayAll, voice } = speak();
    await sayAll();
    const before = frames.length;
    stop.abort(new Error('over'));
    voice.room();
    voice.resume();
    await settled();
    expect(frames.length).toBe(before);
    expect(line.drop).toHaveBeenCalledWith(7);
  });
});

const act = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('play' as const), ms: fc.nat(900) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('report' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('lie' as const), sentence: fc.nat(5), ms: fc.nat(300) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('say' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('hold', 'resume', 'cut', 'back', 'stop', 'wait') }) },
);

describe('the voice of a turn, whatever happens', () => {
  it('sends nothing twice, out of order, while it is held or after it was stopped, and counts only what was played', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 60 }), async (acts) => {
        const { clock, stop, frames, line, voice, say } = speak();
        let said = 0;
        let held = false;
        let up = true;
        /** What the client has, without what was sent twice; how much of that it has played. */
        const has = new Map<string, SpeechFrame>();
        let read = 0;
        let playedMs = 0;
        const receive = () => {
          for (const frame of frames.slice(read)) has.set(`${frame.sentence}.${frame.sequence}`, frame);
          read = frames.length;
        };
        /** Where the client's player stands. */
        const place = () => {
          let left = playedMs;
          for (const [sentence] of SENTENCES.entries()) {
            const ms = [...has.values()]
              .filter((frame) => frame.sentence === sentence)
              .reduce((sum, f) => sum + MS(f), 0);
            const whole = (SENTENCES[sentence]?.length ?? 0) * 50;
            if (left < whole || ms < whole) return { sentence, ms: Math.min(left, ms) };
            left -= whole;
          }
          return { sentence: SENTENCES.length - 1, ms: (SENTENCES.at(-1)?.length ?? 0) * 50 };
        };
        const truth = () => {
          const { sentence, ms } = place();
          const start = SENTENCES.slice(0, sentence).join(' ').length + (sentence > 0 ? 1 : 0);
          return start + Math.floor(ms / 50);
        };
        for (const one of acts) {
          const before = frames.length;
          const wasSilent = held || !up || stop.signal.aborted;
          if (one.do === 'say' && said < SENTENCES.length) say(said++);
          if (one.do === 'play') {
            receive();
            const total = [...has.values()].reduce((sum, frame) => sum + MS(frame), 0);
            if (!held) playedMs = Math.min(total, playedMs + one.ms);
            clock.advance(one.ms);
          }
          if (one.do === 'report' && up) voice.report(place().sentence, place().ms, false);
          // Late or repeated reports: true once, never more than was played.
          if (one.do === 'lie' && up) {
            const { sentence, ms } = place();
            if (one.sentence < sentence) voice.report(one.sentence, one.ms, true);
            else if (one.sentence === sentence) voice.report(sentence, Math.min(one.ms, ms), false);
            else voice.report(one.sentence + SENTENCES.length, one.ms, true);
          }
          if (one.do === 'hold') voice.hold();
          if (one.do === 'resume') voice.resume();
          if (one.do === 'cut') voice.detach();
          if (one.do === 'back') voice.attach(line, true);
          if (one.do === 'stop') stop.abort(new Error('over'));
          await settled();
          if (one.do === 'hold') held = true;
          if (one.do === 'resume' || one.do === 'back') held = false;
          if (one.do === 'cut') up = false;
          if (one.do === 'back') up = true;
          const stillSilent = wasSilent && (held || !up || stop.signal.aborted);
          if (stillSilent) expect(frames.length).toBe(before);
          receive();
          expect(voice.heardChars).toBeLessThanOrEqual(truth());
          expect(voice.heardChars).toBeLessThanOrEqual(voice.sentChars);
        }
        const numbers = [...has.values()].map(({ sentence, sequence }) => sentence * 10_000 + sequence);
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      }),
      { numRuns: 200 },
    );
  });
});
