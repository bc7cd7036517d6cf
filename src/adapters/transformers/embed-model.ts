import { loadPipeline, type ModelTask } from './load-pipeline.ts';

export interface Model {
  dimensions: number;
  /** How the weights are stored; part of the embedder's id, since vectors differ a little. */
  precision: string;
  embed(texts: string[], kind: 'query' | 'passage'): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Smallest first: quantised weights are a quarter of the size and as good for retrieval. */
const PRECISIONS = ['q8', 'fp32'] as const;
/** Models of the E5 family were trained with these words before each text. */
const E5 = /(?:^|[/-])e5(?:-|$)/i;

/** Loads a sentence embedding model, from the cache where it is there. */
export async function loadModel(task: ModelTask, onProgress: (percent?: number) => void): Promise<Model> {
  const { pipe, precision } = await loadPipeline('feature-extraction', task, PRECISIONS, onProgress);
  const prefixed = E5.test(task.model);

  async function embed(texts: string[], kind: 'query' | 'passage'): Promise<Float32Array> {
    const inputs = prefixed ? texts.map((text) => `${kind}: ${text}`) : texts;
    const output = await pipe(inputs, { pooling: 'mean', normalize: true });
    return Float32Array.from(output.data, Number);
  }

  const probe = await embed(['A probe.'], 'passage');
  return { dimensions: probe.length, precision, embed, dispose: async () => void (await pipe.dispose()) };
}
