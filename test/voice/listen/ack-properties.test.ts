import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Uplink } from '../../../src/client/speech/uplink.ts';
import { unavailable } from '../../../src/errors.ts';
import { parseAudioFrame } from '../../../src/protocol/audio-frame.ts';
import type { ClientMessage } from '../../../src/protocol/client-messages.ts';
import type { Ear, Utterance } from '../../../src/voice/listen/ear-types.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import type { ScriptedStretch } from '../../support/scripted-speech-to-text.ts';
import { type AcknowledgedSink, hearingServer } from './ack-kit.ts';
import { settled } from './ear-kit.ts';

/** Each frame has a loudness of its own, by which it is known again in what was recognised. */
const FIRST_LEVEL = 3_000;
const FRAME = 512;
/** Sound in which no word fits is nothing to a server: less than 100 ms. */
const NO_WORD = 4;

const doings = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('speak' as const), frames: fc.integer({ min: 1, max: 90 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('stop' as const), done: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ do: 'cancel' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(20, 700, 5_000, 20_000) }),
  },
  // The line carries nothing any more, and nobody is told.
  { weight: 3, arbitrary: fc.constant({ do: 'fall silent' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'break' as const }) },
  { weight: 3, arbitrary: fc.constant({ do: 'come back' as const }) },
  // The server sees that a line is gone which its client has left long ago.
  { weight: 2, arbitrary: fc.constant({ do: 'notice' as const }) },
  { weight: 3, arbitrary: fc.constant({ do: 'kill' as const }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      which: fc.nat(3),
      how: fc.constantFrom('end', 'end', 'end', 'fail'),
    }),
  },
);
type Doing = typeof doings extends fc.Arbitrary<infer T> ? T : never;

interface Link {
  ear: Ear;
  sink: AcknowledgedSink;
  /** Whether it still carries anything. */
  alive: boolean;
  /** What is on its way: each waits for the one before. */
  last: Promise<void>;
}

/** A learner's device, a line that loses things, and servers that die. */
class Scene {
  readonly clock = new FakeClock();
  readonly stored: Utterance[] = [];
  readonly told: string[] = [];
  readonly uplink: Uplink;
  /** Frames of each stretch that was spoken and not taken back. */
  readonly spoken: number[][] = [];
  #server: ReturnType<typeof hearingServer>;
  #link: Link | undefined;
  /** Lines that their client has left and the server believes in. */
  readonly #left: Link[] = [];
  #pending: ScriptedStretch[] = [];
  #works = false;
  #open: { id: string; frames: number[] } | undefined;
  #frames = 0;

  constructor() {
    this.#server = this.#start();
    this.uplink = new Uplink(
      {
        send: (message) => this.#send((ear) => carry(ear, message)),
        sendAudio: (bytes) => {
          const frame = parseAudioFrame(bytes);
          return this.#send((ear) => frame && ear.audio(frame.pcm, frame.sequence));
        },
        acknowledgesSpeech: true,
        isDead: () => this.#comeBack(),
        listen: () => undefined,
      },
      {
        now: () => this.clock.now(),
        after: (ms, action) => this.clock.after(ms, action),
        lost: () => this.told.push('lost'),
      },
    );
    this.#comeBack();
  }

  async act(doing: Doing): Promise<void> {
    if (doing.do === 'speak') this.#speak(doing.frames);
    else if (doing.do === 'stop') this.#stop(doing.done);
    else if (doing.do === 'cancel') this.#cancel();
    else if (doing.do === 'pass') this.clock.advance(doing.ms);
    else if (doing.do === 'fall silent') this.#fallSilent();
    else if (doing.do === 'break') this.#break();
    else if (doing.do === 'come back') this.#comeBack();
    else if (doing.do === 'notice') this.#notice();
    else if (doing.do === 'kill') this.#kill();
    else this.#answer(doing.which, doing.how);
    await this.#quiet();
  }

  /** Everything comes right in the end. */
  async finish(): Promise<void> {
    this.#stop(true);
    this.#works = true;
    for (const stretch of this.#pending.splice(0)) void tellAll(stretch);
    if (!this.#link) this.#comeBack();
    for (let n = 0; n < 8; n += 1) {
      await this.#quiet();
      this.clock.advance(20_000);
    }
    await this.#quiet();
    // What the line lost after its last word about speech is found out at the next one.
    this.#comeBack();
    for (let n = 0; n < 8; n += 1) {
      await this.#quiet();
      this.clock.advance(20_000);
    }
    await this.#quiet();
  }

  #start(): ReturnType<typeof hearingServer> {
    const server = hearingServer(this.clock, this.stored);
    server.stt.onStretch = (stretch) => {
      if (this.#works) void tellAll(stretch);
      else this.#pending.push(stretch);
    };
    return server;
  }

  #send(action: (ear: Ear) => Promise<void> | void): boolean {
    const link = this.#link;
    if (!link) return false;
    link.last = link.last.then(() => (link.alive ? action(link.ear) : undefined));
    return true;
  }

  #speak(frames: number): void {
    if (!this.#open) {
      this.#open = { id: `s${this.spoken.length}`, frames: [] };
      this.spoken.push(this.#open.frames);
      this.uplink.start(this.#open.id);
    }
    for (let n = 0; n < frames; n += 1) {
      this.clock.advance(32);
      this.#frames += 1;
      this.#open.frames.push(this.#frames);
      this.uplink.audio(new Float32Array(FRAME).fill((FIRST_LEVEL + this.#frames) / 32_767));
    }
  }

  #stop(done: boolean): void {
    if (this.#open) this.uplink.end(this.#open.id, done);
    this.#open = undefined;
  }

  #cancel(): void {
    if (!this.#open) return;
    this.uplink.cancel(this.#open.id);
    this.#open.frames.length = 0;
    this.#open = undefined;
  }

  #fallSilent(): void {
    if (this.#link) this.#link.alive = false;
  }

  #break(): void {
    if (!this.#link) return;
    this.#link.alive = false;
    this.#left.push(this.#link);
    this.#link = undefined;
    this.uplink.lineClosed();
  }

  #comeBack(): void {
    this.#break();
    const { ear, sink } = this.#server.open();
    const link: Link = { ear, sink, alive: true, last: Promise.resolve() };
    const take = sink.take;
    const server = this.#server;
    // A server that was killed stores nothing.
    sink.take = (utterance) => (server === this.#server ? take(utterance) : new Promise(() => undefined));
    sink.onAck = (ack) => {
      if (link.alive && link === this.#link) this.uplink.acknowledged(ack);
    };
    this.#link = link;
    this.#notice();
    this.uplink.lineOpened();
  }

  #notice(): void {
    for (const { ear } of this.#left.splice(0)) void ear.close();
  }

  #kill(): void {
    this.#break();
    this.#left.length = 0;
    this.#pending = [];
    this.#server = this.#start();
  }

  #answer(which: number, how: string): void {
    const [stretch] = this.#pending.splice(which % Math.max(1, this.#pending.length), 1);
    if (how === 'fail') stretch?.fail(unavailable('stt_unreachable', 'down'));
    else if (stretch) void tellAll(stretch);
  }

  async #quiet(): Promise<void> {
    await settled();
    await this.#link?.last;
    await settled();
  }
}

function carry(ear: Ear, message: ClientMessage): Promise<void> | undefined {
  if (message.type === 'speech_start' && message.again) return ear.speechAgain?.(message.id);
  if (message.type === 'speech_start') ear.speechStart(message.id);
  if (message.type === 'speech_end') ear.speechEnd(message.id, { done: message.done ?? false });
  if (message.type === 'speech_cancel') ear.speechCancel(message.id);
  return undefined;
}

async function tellAll(stretch: ScriptedStretch): Promise<void> {
  await stretch.heardAll;
  const levels = new Set(stretch.sound.flatMap((piece) => [...piece]));
  stretch.end([...levels].map((level) => `w${level - FIRST_LEVEL}`).join(' '));
}

/** Runs of frames that are missing, by their length. */
function gaps(frames: readonly number[], heard: ReadonlyMap<number, number>): number[] {
  const runs: number[] = [];
  let run = 0;
  for (const frame of [...frames, undefined]) {
    if (frame !== undefined && !heard.has(frame)) run += 1;
    else if (run > 0) {
      runs.push(run);
      run = 0;
    }
  }
  return runs;
}

it('wherever a line loses speech, however often it breaks and servers die, all of it is asked exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(doings, { minLength: 5, maxLength: 25 }), async (all) => {
      const scene = new Scene();
      for (const doing of all) await scene.act(doing);
      await scene.finish();
      const heard = new Map<number, number>();
      for (const { text } of scene.stored) {
        for (const [, frame] of text.matchAll(/w(\d+)/g)) heard.set(Number(frame), (heard.get(Number(frame)) ?? 0) + 1);
      }
      expect([...heard].filter(([, times]) => times > 1)).toEqual([]);
      for (const frames of scene.spoken) {
        expect(gaps(frames, heard).filter((run) => run >= NO_WORD)).toEqual([]);
      }
      expect(scene.told).toEqual([]);
      expect(scene.uplink.unsettled).toBe(false);
    }),
    { numRuns: 300 },
  );
}, 120_000);
