/** Samples of one window: 32 ms at 16 kHz. */
export const WINDOW = 512;
/** Samples of the window before, which the model wants in front of each. */
export const CONTEXT = 64;
/** Numbers that the model remembers of a line. */
const MEMORY = 256;
const HALF = MEMORY / 2;
const FULL_SCALE = 32_768;

/** What is kept of a line between its windows. */
export interface LineState {
  /** The last samples heard. */
  context: Float32Array;
  memory: Float32Array;
}

/** Windows of several lines for one run of the model, as it wants them: all inputs, and all memories in two halves. */
export interface Batch {
  count: number;
  input: Float32Array<ArrayBuffer>;
  memory: Float32Array<ArrayBuffer>;
}

export interface BatchAnswer {
  probabilities: Float32Array;
  memory: Float32Array;
}

export function freshState(): LineState {
  return { context: new Float32Array(CONTEXT), memory: new Float32Array(MEMORY) };
}

export function packBatch(windows: readonly { state: LineState; samples: Int16Array }[]): Batch {
  const count = windows.length;
  const input = new Float32Array(count * (CONTEXT + WINDOW));
  const memory = new Float32Array(count * MEMORY);
  for (const [at, { state, samples }] of windows.entries()) {
    const start = at * (CONTEXT + WINDOW);
    input.set(state.context, start);
    for (let i = 0; i < WINDOW; i += 1) input[start + CONTEXT + i] = (samples[i] ?? 0) / FULL_SCALE;
    copy(state.memory, 0, memory, at * HALF);
    copy(state.memory, HALF, memory, (count + at) * HALF);
  }
  return { count, input, memory };
}

/** Puts into a line's state what is to be kept of the window at this place of the batch. */
export function keepState(state: LineState, samples: Int16Array, answer: BatchAnswer, at: number): void {
  for (let i = 0; i < CONTEXT; i += 1) state.context[i] = (samples[WINDOW - CONTEXT + i] ?? 0) / FULL_SCALE;
  copy(answer.memory, at * HALF, state.memory, 0);
  copy(answer.memory, answer.memory.length / 2 + at * HALF, state.memory, HALF);
}

/** Half a memory. Loops, here and above: some thousand windows a second of many calls pass here. */
function copy(from: Float32Array, start: number, to: Float32Array, at: number): void {
  for (let i = 0; i < HALF; i += 1) to[at + i] = from[start + i] ?? 0;
}
