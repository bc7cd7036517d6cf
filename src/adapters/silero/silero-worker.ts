import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type ServedModel, serveJobs } from '../../threads/serve-jobs.ts';
import { type Batch, type BatchAnswer, CONTEXT, WINDOW } from './batch.ts';

const SAMPLE_RATE = new Tensor('int64', [16_000n], []);

async function load(): Promise<ServedModel<undefined, Batch, BatchAnswer>> {
  // Silero's own file (MIT), as this package brings it along.
  const model = fileURLToPath(import.meta.resolve('@ricky0123/vad-web/dist/silero_vad_v6.onnx'));
  // More than one thread costs more in waiting for each other than such a small model gains.
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 } as const;
  const session = await InferenceSession.create(model, options);
  return { ready: undefined, run: (batch) => run(session, batch), dispose: () => session.release() };
}

async function run(session: InferenceSession, { count, input, memory }: Batch): Promise<{ answer: BatchAnswer }> {
  const { output, stateN } = await session.run({
    input: new Tensor('float32', input, [count, CONTEXT + WINDOW]),
    state: new Tensor('float32', memory, [2, count, memory.length / 2 / count]),
    sr: SAMPLE_RATE,
  });
  if (!(output?.data instanceof Float32Array && stateN?.data instanceof Float32Array)) {
    throw new Error('the model gave no numbers');
  }
  return { answer: { probabilities: output.data, memory: stateN.data } };
}

await serveJobs(load);
