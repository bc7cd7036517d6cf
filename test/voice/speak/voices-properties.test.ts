import { setImmediate as settled } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  idleSession,
  type SessionEffect,
  type SessionEvent,
  type SessionTurn,
  step,
} from '../../../src/voice/session.ts';
import type { SpeechFrame } from '../../../src/voice/speak/audio-out.ts';
import { turnNumber } from '../../../src/voice/speak/turn-number.ts';
import type { TurnVoice } from '../../../src/voice/speak/turn-voice.ts';
import { type LineEnd, Voices } from '../../../src/voice/speak/voices.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { ScriptedVoice } from '../../support/scripted-voice.ts';
import { MS, SENTENCES } from './turn-voice-kit.ts';

const ID = 'talk';
const RATE = 24_000;

/** What a learner, their line, the tutor and time may do, in any order. */
const doings = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ do: 'ask' as const }) },
  { weight: 6, arbitrary: fc.constant({ do: 'say' as const }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(20, 150, 700, 3_000, 16_000) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('report' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('interrupt' as const), which: fc.nat(8) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('attach' as const), resumed: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('hold', 'go on', 'speak over', 'finish', 'end stopped', 'cut', 'speak up', 'delete'),
    }),
  },
);
type Doing = typeof doings extends fc.Arbitrary<infer T> ? T : never;

interface Answer {
  stop: AbortController;
  voice: TurnVoice | undefined;
  said: number;
  /** Where the next sentence begins. */
  start: number;
}

/** A session and its voices, as they are put together for a talk, and what is sent to the learner meanwhile. */
class Scene {
  readonly clock = new FakeClock();
  readonly voices = new Voices({
    tts: new ScriptedVoice(),
    clock: this.clock,
    events: { voiceFailed: () => undefined, preparedAnswer: () => undefined },
  });
  /** Numbers of what spoke, in the order in which each began. */
  readonly spoke: number[] = [];
  readonly broken: string[] = [];
  #session = idleSession<SessionTurn>();
  #asked = 0;
  #answer: Answer | undefined;
  #detach: () => void = () => undefined;
  #line = 0;
  /** Ms that were sent of each sentence of a turn. */
  readonly #sent = new Map<string, number>();
  #held = false;

  act(doing: Doing): void {
    if (doing.do === 'ask') this.#ask();
    else if (doing.do === 'say') this.#say();
    else if (doing.do === 'pass') this.clock.advance(doing.ms);
    else if (doing.do === 'report') this.#report(doing.share);
    else if (doing.do === 'interrupt') this.#happens({ type: 'interrupted', turnId: idOf(doing.which), heardChars: 0 });
    else if (doing.do === 'attach') this.#attach(doing.resumed);
    else this.#simply(doing.do);
    const voice = this.#answer?.voice;
    if (voice && voice.heardChars > voice.sentChars) this.broken.push('more heard than sent');
  }

  #simply(what: string): void {
    if (what === 'hold') {
      this.#held = true;
      this.voices.hold(ID);
    } else if (what === 'go on' || what === 'speak over') {
      // Of real words the turn is told.
      if (what === 'speak over') this.#happens({ type: 'spoken_over' });
      this.#held = false;
      this.voices.release(ID, what === 'go on');
    } else if (what === 'finish') this.#answer?.voice?.end();
    else if (what === 'end stopped' && this.#session.stopping) this.#ended();
    else if (what === 'delete') this.#happens({ type: 'deleted' });
    else if (what === 'cut') this.#detach();
    else if (what === 'speak up') this.#speakUp();
  }

  #ask(): void {
    const turnId = idOf(this.#asked);
    this.#asked += 1;
    this.#happens({ type: 'asked', turn: { turnId, questionId: `q${turnId}` } });
  }

  #happens(event: SessionEvent<SessionTurn>): void {
    const { state, effects } = step(this.#session, event);
    this.#session = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: SessionEffect<SessionTurn>): void {
    if (effect.type === 'run') this.#run(effect.turn.turnId);
    else if (effect.type === 'stop') this.#answer?.stop.abort(new Error('stopped'));
  }

  #run(turnId: string): void {
    if (this.#answer) this.broken.push('a second turn runs');
    const stop = new AbortController();
    this.voices.running(ID, turnId);
    const voice = this.voices.begin({
      roomId: ID,
      turnId,
      signal: stop.signal,
      sink: {
        tell: () => undefined,
        firstByte: () => undefined,
        firstAudio: () => undefined,
        heardMore: () => undefined,
      },
      onGone: () => stop.abort(new Error('gone')),
    });
    const answer: Answer = { stop, voice, said: 0, start: 0 };
    this.#answer = answer;
    void voice?.played.then(() => this.#answer === answer && this.#ended());
  }

  #ended(): void {
    const { running } = this.#session;
    if (!running) return;
    // A turn that has ended says nothing more, however it ended.
    this.#answer?.stop.abort(new Error('ended'));
    this.#answer = undefined;
    this.voices.ended(ID);
    this.#happens({ type: 'ended', turnId: running.turnId });
  }

  #say(): void {
    const answer = this.#answer;
    const text = SENTENCES[answer?.said ?? 0];
    if (!answer?.voice || text === undefined) return;
    answer.voice.say(answer.said, text, answer.start, 'en');
    answer.voice.told(answer.said, answer.said + 1);
    answer.said += 1;
    answer.start += text.length + 1;
  }

  #report(share: number): void {
    const { running } = this.#session;
    if (!running || !this.#answer?.voice) return;
    for (const sentence of SENTENCES.keys()) {
      const ms = this.#sent.get(`${turnNumber(running.turnId)}.${sentence}`);
      if (ms !== undefined) this.voices.report(ID, running.turnId, { sentence, playedMs: ms * share, done: false });
    }
  }

  #attach(resumed: boolean): void {
    this.#line += 1;
    const line = this.#line;
    this.#held = false;
    const end: LineEnd = {
      out: {
        format: { encoding: 'pcm16', sampleRate: RATE },
        ready: () => true,
        send: (frame) => this.#heard(frame, line),
      },
      voice: () => undefined,
      activity: () => undefined,
    };
    this.#detach = this.voices.attach(ID, end, resumed);
  }

  #speakUp(): void {
    if (this.#held) return;
    const nothing = () => undefined;
    this.voices.speakUp(ID, { text: 'Take your time.', language: 'en', announce: nothing, tell: nothing });
  }

  #heard(frame: SpeechFrame, line: number): void {
    const { running, stopping } = this.#session;
    const isRunning = running !== undefined && frame.turn === turnNumber(running.turnId);
    if (line !== this.#line) this.broken.push('sound over a line that was replaced');
    // A turn that began while nobody listened has no voice.
    if (this.#answer?.voice && !isRunning) this.broken.push('sound of another turn than the one that runs');
    if (isRunning && (stopping || this.#answer?.stop.signal.aborted)) this.broken.push('sound after an interruption');
    if (this.#held) this.broken.push('sound while the learner speaks');
    if (this.spoke.at(-1) !== frame.turn) this.spoke.push(frame.turn);
    const sentence = `${frame.turn}.${frame.sentence}`;
    this.#sent.set(sentence, (this.#sent.get(sentence) ?? 0) + MS(frame));
  }
}

function idOf(n: number): string {
  return `0197a000-0000-7000-8000-${String(n + 1).padStart(12, '0')}`;
}

it('whatever happens, never two turns speak, nothing sounds after an interruption, and no more is heard than was sent', async () => {
  let sounded = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(doings, { minLength: 40, maxLength: 120 }), async (all) => {
      const scene = new Scene();
      scene.act({ do: 'attach', resumed: false });
      for (const doing of all) {
        scene.act(doing);
        await settled();
      }
      expect(scene.broken).toEqual([]);
      if (scene.spoke.length > 1) sounded += 1;
    }),
    { numRuns: 200 },
  );
  // Otherwise nothing was shown.
  expect(sounded).toBeGreaterThan(20);
});
