import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type ServedModel, serveJobs } from '../../threads/serve-jobs.ts';
import { type Batch, type BatchAnswer, CONTEXT, fromHalves, MEMORY, toHalves, WINDOW } from './batch.ts';

const SAMPLE_RATE = new Tensor('int64', [16_000n], []);

async function load(): Promise<ServedModel<undefined, Batch, BatchAnswer>> {
  // Silero's own file (MIT), as this package brings it along.
  const model = fileURLToPath(import.meta.resolve('@ricky0123/vad-web/dist/silero_vad_v6.onnx'));
  // More than one thread costs more in waiting for each other than such a small model gains.
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 } as const;
  const session = await InferenceSession.create(model, options);
  return { ready: undefined, run: (batch) => run(session, batch), dispose: () => session.release() };
}

/** Step by step: the windows of a step run together, and those of a line one after the other. */
async function run(session: InferenceSession, { lengths, input, memory }: Batch): Promise<{ answer: BatchAnswer }> {
  const probabilities = new Float32Array(input.length / (CONTEXT + WINDOW));
  let at = 0;
  for (let step = 0; step < (lengths[0] ?? 0); step += 1) {
    const lines = lengths.filter((length) => length > step).length;
    const windows = input.subarray(at * (CONTEXT + WINDOW), (at + lines) * (CONTEXT + WINDOW));
    const { output, stateN } = await session.run({
      input: new Tensor('float32', windows, [lines, CONTEXT + WINDOW]),
      state: new Tensor('float32', toHalves(memory, lines), [2, lines, MEMORY / 2]),
      sr: SAMPLE_RATE,
    });
    if (!(output?.data instanceof Float32Array && stateN?.data instanceof Float32Array)) {
      throw new Error('the model gave no numbers');
    }
    probabilities.set(output.data, at);
    fromHalves(stateN.data, lines, memory);
    at += lines;
  }
  return { answer: { probabilities, memory } };
}

await serveJobs(load);
