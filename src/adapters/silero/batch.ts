/** Samples of one window: 32 ms at 16 kHz. */
export const WINDOW = 512;
/** Samples of the window before, which the model wants in front of each. */
export const CONTEXT = 64;
/** Numbers that the model remembers of a line, in two halves. */
export const MEMORY = 256;
const HALF = MEMORY / 2;
const FULL_SCALE = 32_768;

/** What is kept of a line between its windows. */
export interface LineState {
  /** The last samples heard. */
  context: Float32Array;
  memory: Float32Array;
}

/** Windows that one line has brought, in their order. */
export interface Stretch {
  state: LineState;
  windows: readonly Int16Array[];
}

/**
 * Stretches of several lines, the longest first. Their first windows are run together, then the second ones, and so on, each line
 * with what is remembered of its window before: so a line that is behind catches up in one go.
 */
export interface Batch {
  /** How many windows each line has. */
  lengths: number[];
  /** Of each step the windows of those lines that have one, with their context in front. */
  input: Float32Array<ArrayBuffer>;
  /** Line by line. */
  memory: Float32Array<ArrayBuffer>;
}

export interface BatchAnswer {
  /** In the order of the input. */
  probabilities: Float32Array;
  /** Line by line, after its last window. */
  memory: Float32Array;
}

export function freshState(): LineState {
  return { context: new Float32Array(CONTEXT), memory: new Float32Array(MEMORY) };
}

/** @param stretches the longest first */
export function packBatch(stretches: readonly Stretch[]): Batch {
  const lengths = stretches.map(({ windows }) => windows.length);
  const input = new Float32Array(lengths.reduce((sum, length) => sum + length, 0) * (CONTEXT + WINDOW));
  const memory = new Float32Array(stretches.length * MEMORY);
  for (const [line, { state }] of stretches.entries()) copy(state.memory, 0, memory, line * MEMORY, MEMORY);
  let start = 0;
  for (let step = 0; step < (lengths[0] ?? 0); step += 1) {
    for (const { state, windows } of stretches) {
      const samples = windows[step];
      if (!samples) break;
      const before = windows[step - 1];
      if (before) scale(before, WINDOW - CONTEXT, input, start);
      else copy(state.context, 0, input, start, CONTEXT);
      scale(samples, 0, input, start + CONTEXT);
      start += CONTEXT + WINDOW;
    }
  }
  return { lengths, input, memory };
}

/** Puts into each line's state what is to be kept of its stretch. @returns its windows' probabilities, stretch by stretch. */
export function unpackAnswer(stretches: readonly Stretch[], answer: BatchAnswer): number[][] {
  const heard: number[][] = stretches.map(() => []);
  let at = 0;
  for (let step = 0; step < (stretches[0]?.windows.length ?? 0); step += 1) {
    for (const [line, { windows }] of stretches.entries()) {
      if (step >= windows.length) break;
      heard[line]?.push(answer.probabilities[at] ?? 0);
      at += 1;
    }
  }
  for (const [line, { state, windows }] of stretches.entries()) {
    const last = windows.at(-1);
    if (last) scale(last, WINDOW - CONTEXT, state.context, 0);
    copy(answer.memory, line * MEMORY, state.memory, 0, MEMORY);
  }
  return heard;
}

/** Memories of the first lines, as the model wants them: all first halves, then all second ones. */
export function toHalves(memory: Float32Array, lines: number): Float32Array {
  const halves = new Float32Array(lines * MEMORY);
  for (let line = 0; line < lines; line += 1) {
    copy(memory, line * MEMORY, halves, line * HALF, HALF);
    copy(memory, line * MEMORY + HALF, halves, (lines + line) * HALF, HALF);
  }
  return halves;
}

/** The other way round. */
export function fromHalves(halves: Float32Array, lines: number, memory: Float32Array): void {
  for (let line = 0; line < lines; line += 1) {
    copy(halves, line * HALF, memory, line * MEMORY, HALF);
    copy(halves, (lines + line) * HALF, memory, line * MEMORY + HALF, HALF);
  }
}

/** From this sample on, to the end. Loops, here and below: some thousand windows a second of many calls pass here. */
function scale(samples: Int16Array, from: number, to: Float32Array, at: number): void {
  for (let i = from; i < WINDOW; i += 1) to[at + i - from] = (samples[i] ?? 0) / FULL_SCALE;
}

function copy(from: Float32Array, start: number, to: Float32Array, at: number, length: number): void {
  for (let i = 0; i < length; i += 1) to[at + i] = from[start + i] ?? 0;
}
