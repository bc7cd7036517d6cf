import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unavailable } from '../../../src/errors.ts';
import { KeptRoom, MOST_KEPT_BYTES } from '../../../src/voice/listen/kept-speech.ts';
import { STALL_MS } from '../../../src/voice/listen/sound-intake.ts';
import { brokenRules, type Told } from '../../support/recording-ear-sink.ts';
import type { ScriptedStretch } from '../../support/scripted-speech-to-text.ts';
import { frame, openEar, settled } from './ear-kit.ts';

/** Words of which no two stretches share any, some with an end that calls for more; or noise. */
const WORDS = [
  'alpha.',
  'bravo',
  'charlie because',
  '',
  'delta?',
  'echo the',
  'foxtrot.',
  '',
  'golf 1 2',
  'hotel um',
  'mhm',
];
/** May be a sign of listening, and then is no message. */
const BACKCHANNEL = 'mhm';
/** The first sample of a stretch tells which one it is. */
const FIRST_SAMPLE = 5_000;
/** The sound of frames that must not be heard. */
const FOREIGN = 9_000;

const doings = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('speak' as const), frames: fc.integer({ min: 0, max: 90 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('stop' as const), done: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ do: 'cancel' as const }) },
  // Frames that were lost on the way, or come twice or late.
  { weight: 2, arbitrary: fc.record({ do: fc.constant('lose' as const), frames: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('repeat' as const), back: fc.integer({ min: 1, max: 5 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(20, 300, 700, 2_100, 5_000, 40_000) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('tutor' as const),
      activity: fc.constantFrom('silent' as const, 'thinking' as const, 'speaking' as const),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      which: fc.nat(5),
      how: fc.constantFrom('partial', 'end', 'end', 'end', 'fail', 'break off'),
    }),
  },
);
type Doing = typeof doings extends fc.Arbitrary<infer T> ? T : never;

/** What was said first is recognised at last while the line closes, and it is not known yet whether the tutor was interrupted. */
const LATE_WHILE_CLOSING: Doing[] = [
  { do: 'speak', frames: 5 },
  { do: 'stop', done: true },
  { do: 'answer', which: 0, how: 'break off' },
  { do: 'tutor', activity: 'thinking' },
  { do: 'speak', frames: 5 },
  { do: 'tutor', activity: 'silent' },
  { do: 'stop', done: false },
  { do: 'answer', which: 0, how: 'partial' },
  { do: 'answer', which: 0, how: 'end' },
  { do: 'speak', frames: 5 },
];

/** A learner, a recogniser and a tutor who do what they are told, and what has to come of it. */
class Scene {
  readonly room = new KeptRoom();
  readonly kit: ReturnType<typeof openEar>;
  /** Index of the open stretch. */
  #open: number | undefined;
  #begun = 0;
  /** Frames of the open stretch, and time without any; a stretch that stalls goes on as another one. */
  #frames = 0;
  #withoutMs = 0;
  #sequence = 0;
  /** Frames were lost since the last one that came. */
  #lost = false;
  readonly stalled = new Set<number>();
  /** Whose voice was long enough to be one, and which were not taken back. */
  readonly spoken = new Set<number>();
  readonly #pending: ScriptedStretch[] = [];

  constructor(streaming: boolean) {
    this.kit = openEar({ streaming, room: this.room });
    this.kit.stt.onStretch = (stretch) => this.#pending.push(stretch);
  }

  async act(doing: Doing): Promise<void> {
    if (doing.do === 'speak') this.#speak(doing.frames);
    else if (doing.do === 'stop') this.#stop(doing.done);
    else if (doing.do === 'cancel') this.#cancel();
    else if (doing.do === 'lose') this.#lose(doing.frames);
    else if (doing.do === 'repeat') this.#repeat(doing.back);
    else if (doing.do === 'pass') this.#pass(doing.ms);
    else if (doing.do === 'tutor') this.kit.ear.tutor(doing.activity);
    else this.#answer(doing.which, doing.how);
    await settled();
  }

  /** Everything comes right in the end: the recogniser works, and the tutor is silent or the line is gone already. */
  async finish(closes: boolean): Promise<void> {
    const closed = closes ? this.kit.ear.close() : undefined;
    this.kit.stt.onStretch = (stretch) => void this.#tellAll(stretch);
    for (const stretch of this.#pending.splice(0)) void this.#tellAll(stretch);
    await settled();
    this.kit.ear.tutor('silent');
    for (let n = 0; n < 5; n += 1) await this.kit.pass(20_000);
    await (closed ?? this.kit.ear.close());
  }

  /** A stretch that goes on, or a new one. */
  #speak(frames: number): void {
    if (this.#open === undefined && this.#begun < WORDS.length) {
      this.#open = this.#begun;
      this.#begun += 1;
      this.#frames = 0;
      this.#withoutMs = 0;
      this.kit.ear.speechStart(`s${this.#open}`);
    }
    if (this.#open === undefined) return;
    for (let n = 0; n < frames; n += 1) {
      this.kit.clock.advance(20);
      this.kit.ear.audio(frame(FIRST_SAMPLE + this.#open), this.#sequence);
      this.#sequence = (this.#sequence + 1) % 65_536;
    }
    if (frames > 0) this.#withoutMs = 0;
    if (frames > 0) this.#lost = false;
    this.#frames += frames;
    if (this.#frames >= 5) this.spoken.add(this.#open);
  }

  #lose(frames: number): void {
    this.#sequence = (this.#sequence + frames) % 65_536;
    this.#lost = true;
  }

  /** A frame of what was sent before, with another's sound: were it heard, it would be known by that. */
  #repeat(back: number): void {
    if (this.#open === undefined || this.#lost || this.#frames < back) return;
    this.kit.ear.audio(frame(FOREIGN), (this.#sequence + 65_536 - back) % 65_536);
  }

  #pass(ms: number): void {
    this.kit.clock.advance(ms);
    this.#withoutMs += ms;
    if (this.#open === undefined || this.#withoutMs < STALL_MS) return;
    this.stalled.add(this.#open);
    this.#frames = 0;
  }

  #stop(done: boolean): void {
    if (this.#open !== undefined) this.kit.ear.speechEnd(`s${this.#open}`, { done });
    this.#open = undefined;
  }

  #cancel(): void {
    if (this.#open === undefined) return;
    this.kit.ear.speechCancel(`s${this.#open}`);
    this.spoken.delete(this.#open);
    this.#open = undefined;
  }

  #answer(which: number, how: string): void {
    const [stretch] = this.#pending.splice(which % Math.max(1, this.#pending.length), how === 'partial' ? 0 : 1);
    const partial = this.#pending[which % Math.max(1, this.#pending.length)];
    if (how === 'partial') partial?.partial(wordsOf(partial));
    else if (how === 'fail') stretch?.fail(unavailable('stt_unreachable', 'down'));
    else if (how === 'break off') stretch?.fail(new Error('broken off'));
    else if (stretch) void this.#tellAll(stretch);
  }

  async #tellAll(stretch: ScriptedStretch): Promise<void> {
    await stretch.heardAll;
    stretch.end(wordsOf(stretch));
  }
}

function wordsOf({ firstSample }: ScriptedStretch): string {
  return firstSample === undefined ? '' : (WORDS[firstSample - FIRST_SAMPLE] ?? '');
}

function textsOf(told: readonly Told[]): string[] {
  return told.flatMap((event) => (event.type === 'utterance' ? [event.text] : []));
}

it('whatever happens in whatever order, every word said is told exactly once, and by the rules', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.boolean(),
      fc.array(doings, { minLength: 5, maxLength: 40 }),
      async (streaming, closes, all) => {
        const scene = new Scene(streaming);
        for (const doing of all) await scene.act(doing);
        await scene.finish(closes);
        const { told } = scene.kit.sink;
        expect(brokenRules(told)).toEqual([]);
        const texts = textsOf(told).join(' ');
        for (const index of scene.spoken) {
          const word = /^\w+/.exec(WORDS[index] ?? '')?.[0];
          const times = texts.split(word ?? '\0').length - 1;
          if (word === BACKCHANNEL) expect(times).toBeLessThanOrEqual(1);
          else if (word && scene.stalled.has(index)) expect([word, times > 0]).toEqual([word, true]);
          else if (word) expect([word, times]).toEqual([word, 1]);
        }
        const sound = scene.kit.stt.stretches.flatMap((stretch) => stretch.sound);
        expect(sound.some((piece) => piece.includes(FOREIGN))).toBe(false);
        // Nothing is held in memory once it is told: nothing has to be given up for somebody else's.
        const events = told.length;
        scene.room.take(MOST_KEPT_BYTES, () => undefined);
        expect(told).toHaveLength(events);
      },
    ),
    { numRuns: 100, examples: [[false, true, LATE_WHILE_CLOSING]] },
  );
});
