/** Samples of one window: 32 ms at 16 kHz. */
export const WINDOW = 512;
/** Samples of the window before, which the model wants in front of each. */
export const CONTEXT = 64;
/** Numbers that the model remembers of a line. */
const MEMORY = 256;
const HALF = MEMORY / 2;

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

export function packBatch(windows: { state: LineState; samples: Int16Array }[]): Batch {
  const count = windows.length;
  const input = new Float32Array(count * (CONTEXT + WINDOW));
  const memory = new Float32Array(count * MEMORY);
  for (const [at, { state, samples }] of windows.entries()) {
    const start = at * (CONTEXT + WINDOW);
    input.set(state.context, start);
    for (let i = 0; i < WINDOW; i += 1) input[start + CONTEXT + i] = (samples[i] ?? 0) / 32_768;
    memory.set(state.memory.subarray(0, HALF), at * HALF);
    memory.set(state.memory.subarray(HALF), (count + at) * HALF);
  }
  return { count, input, memory };
}

/** What is to be kept of the line at this place of the batch. */
export function stateAfter(samples: Int16Array, answer: BatchAnswer, at: number): LineState {
  const half = answer.memory.length / 2;
  const memory = new Float32Array(MEMORY);
  memory.set(answer.memory.subarray(at * HALF, (at + 1) * HALF));
  memory.set(answer.memory.subarray(half + at * HALF, half + (at + 1) * HALF), HALF);
  return { context: Float32Array.from(samples.subarray(WINDOW - CONTEXT), (sample) => sample / 32_768), memory };
}
