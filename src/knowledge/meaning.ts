import type { EmbedderSource } from '../ports/embedder.ts';
import type { EmbeddableTexts, EmbeddingProgress } from '../ports/vector-spaces.ts';
import type { Meaning } from '../protocol/rest/search.ts';

/** What "by meaning" rests on now, said plainly. */
export function meaningOf(embedders: EmbedderSource): Meaning {
  const current = embedders.current();
  const loadedPercent = embedders.loadedPercent();
  const by = current === undefined ? 'nothing_yet' : current.semantic ? 'model' : 'word_shapes';
  return { by, ...(loadedPercent !== undefined && { loadedPercent }) };
}

/** How search by meaning is doing, for operators: over all learners' material. */
export type MeaningReport = () => Promise<Meaning & { embedder?: string; passages: number; embedded: number }>;

export function createMeaningReport(
  texts: Pick<EmbeddableTexts, 'progress'>,
  embedders: EmbedderSource,
): MeaningReport {
  return async () => {
    const embedder = embedders.current()?.id;
    const { texts: passages, embedded } = await embeddingProgress(texts, embedders);
    return { ...meaningOf(embedders), ...(embedder !== undefined && { embedder }), passages, embedded };
  };
}

/** How many texts have the vector of the embedder that serves now, of all learners or one. */
export async function embeddingProgress(
  texts: Pick<EmbeddableTexts, 'progress'>,
  embedders: EmbedderSource,
  learnerId?: string,
): Promise<EmbeddingProgress> {
  // While nothing serves nothing is embedded for it; no embedder is called the empty string.
  return texts.progress(embedders.current()?.id ?? '', learnerId);
}
