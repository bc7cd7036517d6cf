import { loadTransformersEmbedder } from '../adapters/transformers/embedder.ts';
import type { Config } from '../config/config.ts';
import { type ChooseEmbedderDeps, type ChosenEmbedder, chooseEmbedder } from '../knowledge/choose-embedder.ts';
import type { LoadFormer } from '../knowledge/former-embedder.ts';
import { hashEmbedder } from '../knowledge/hash-embedder.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { SpaceStore } from '../ports/vector-spaces.ts';
import { ServiceBoard } from '../service-board.ts';

/** The embedding model, with the built-in embedder until it is there or where it can't be had. */
export function openEmbedder(
  parts: { config: Config; board: ServiceBoard; clock: Clock; logger: Logger; spaces: SpaceStore },
  stack: AsyncDisposableStack,
): ChosenEmbedder {
  const { embedder } = parts.config;
  const { cacheDir } = embedder;
  const load: ChooseEmbedderDeps['load'] =
    embedder.kind === 'hash'
      ? undefined
      : (signal, onProgress) =>
          loadTransformersEmbedder({ ...parts, model: embedder.model, cacheDir, onProgress }, signal);
  // On a board of its own: what serves beside the model is not what people are told of.
  const loadFormer: LoadFormer = (model, signal) =>
    loadTransformersEmbedder({ ...parts, board: new ServiceBoard(), model, cacheDir, localOnly: true }, signal);
  const modelServes = async () => (await parts.spaces.servingEmbedders()).some((id) => id !== hashEmbedder.id);
  const chosen = chooseEmbedder({ ...parts, load, loadFormer, modelServes });
  stack.defer(() => chosen.close());
  return chosen;
}
