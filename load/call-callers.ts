import { setTimeout as sleep } from 'node:timers/promises';
import type { FakeCall } from '../test/support/fake-twilio-call.ts';
import type { CallMode } from './call-server.ts';
import { ALIGNED_FRAMES, type SpokenQuestion } from './call-speech.ts';
import { FRAME_MS, type FrameWheel } from './frame-wheel.ts';
import { StreamLine } from './stream-line.ts';
import { FIRST_TOKEN_MS, SPEAKS_MS } from './voice-fakes.ts';

/** Endpointing after a question, for the patient: what the server waits on purpose. */
const END_OF_TURN_MS = 450;
/** What a voice needs by itself from the end of a question to the first of the answer, ms. Hearing is over before the wait is. */
export const FIXED_MS = { relay: FIRST_TOKEN_MS, stream: END_OF_TURN_MS + FIRST_TOKEN_MS + SPEAKS_MS };
/** How often each caller asks. */
export const EVERY_MS = 6400;
const EVERY_FRAMES = EVERY_MS / FRAME_MS;
/** The answer's first word: a filler is none. */
const ANSWER = 'Leaves';

/** A caller who asks the same thing again and again. */
export interface LoadCaller {
  /**
   * @returns milliseconds from the end of each question, as it was planned, to the first of its answer; of those that were not
   * answered before the next one, nothing.
   */
  talk(begin: number, turns: number): Promise<number[]>;
  close(): Promise<void>;
}

export function caller(mode: CallMode, call: FakeCall, question: SpokenQuestion, wheel: FrameWheel): LoadCaller {
  return mode === 'relay' ? relayCaller(call) : streamCaller(call, question, wheel);
}

function relayCaller(call: FakeCall): LoadCaller {
  return {
    async talk(begin, turns) {
      const times: number[] = [];
      for (let turn = 0; turn < turns; turn += 1) {
        const planned = begin + turn * EVERY_MS;
        await sleep(Math.max(0, planned - performance.now()));
        await call.says('How do leaves make sugar?');
        await call.begins(ANSWER);
        times.push(performance.now() - planned);
        await call.next();
      }
      return times;
    },
    close: () => call.hangsUp(),
  };
}

/** Sends sound and plays what comes, in frames of 20 ms, from the first moment to the last. */
function streamCaller(call: FakeCall, question: SpokenQuestion, wheel: FrameWheel): LoadCaller {
  const line = new StreamLine(call);
  const times: number[] = [];
  let plan = { firstFrame: Number.POSITIVE_INFINITY, turns: 0 };
  let startedAt: number | undefined;
  let askedAt: number | undefined;
  line.onTurnSound = () => {
    if (askedAt !== undefined) times.push(performance.now() - askedAt);
    askedAt = undefined;
  };

  /** What the caller's telephone sends as its n-th frame. */
  function payloadOf(n: number, start: number): string {
    const since = n - plan.firstFrame;
    const quiet = question.quiet[n % question.quiet.length] ?? '';
    if (since < 0 || since >= plan.turns * EVERY_FRAMES) return quiet;
    const frame = since % EVERY_FRAMES;
    if (frame === question.endsAtFrame) askedAt = start + n * FRAME_MS;
    return question.frames[frame] ?? quiet;
  }

  const leave = wheel.add((now) => {
    startedAt ??= now;
    line.tick(payloadOf(line.frames, startedAt), now);
  });

  return {
    async talk(begin, turns) {
      const start = startedAt ?? performance.now();
      const frame = Math.ceil((begin - start) / FRAME_MS / ALIGNED_FRAMES) * ALIGNED_FRAMES;
      plan = { firstFrame: frame, turns };
      await sleep(Math.max(0, start + (frame + turns * EVERY_FRAMES) * FRAME_MS - performance.now()));
      return times;
    },
    async close() {
      leave();
      await call.hangsUp();
    },
  };
}
