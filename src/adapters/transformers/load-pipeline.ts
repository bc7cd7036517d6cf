import { env, type PipelineType, pipeline } from '@xenova/transformers';

/** What every thread with a model is started with. */
export interface ModelTask {
  /** Name of a model on the hub, or an absolute path of a folder that holds one. */
  model: string;
  cacheDir: string;
  /** Where models are fetched from; the hub when left out. */
  remoteHost?: string | undefined;
  /** Threads that one run may use. */
  threads: number;
  /** Nothing is fetched: the model is in the cache, or it can't be had. */
  localOnly?: boolean | undefined;
}

/** How weights are stored: all alike, or by file. */
type Precision = 'q8' | 'fp32' | Record<string, 'q8' | 'fp32'>;

const NONE = 50;

/**
 * Loads a pipeline, from the cache where it is there.
 * @param precisions in the order of preference: not every model comes in every one.
 */
export async function loadPipeline<T extends PipelineType, P extends Precision>(
  kind: T,
  task: ModelTask,
  precisions: readonly P[],
  onProgress: (percent?: number) => void,
) {
  env.logLevel = NONE;
  env.cacheDir = task.cacheDir;
  env.allowRemoteModels = !task.localOnly;
  if (task.remoteHost) env.remoteHost = task.remoteHost;
  let missing: unknown;
  for (const precision of precisions) {
    try {
      const pipe = await pipeline(kind, task.model, {
        dtype: precision,
        device: 'cpu',
        progress_callback: (info) =>
          onProgress(info.status === 'progress_total' ? Math.floor(info.progress) : undefined),
        session_options: { intraOpNumThreads: task.threads },
      });
      return { pipe, precision };
    } catch (error) {
      if (!isMissingFile(error)) throw error;
      missing = error;
    }
  }
  throw missing;
}

function isMissingFile(error: unknown): boolean {
  return error instanceof Error && /could not locate file|not found locally|local file missing/i.test(error.message);
}
