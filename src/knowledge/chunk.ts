import { type Block, markdownBlocksIn, paragraphsIn } from './chunk-blocks.ts';
import { PassagePacker, type Piece } from './chunk-packer.ts';
import type { Span } from './sentence-breaks.ts';

/** What is cut: the text that offsets refer to. */
export interface ChunkSource {
  text: string;
  /** Offset at which each page begins; empty where there are no pages. */
  pages: readonly number[];
  /** Whether `#` lines are headings. */
  markdown: boolean;
}

/**
 * Cuts a text into passages by its structure: never across a page or into the next section; whole paragraphs where they
 * fit, else whole sentences, else whole words. Only a single word longer than a passage is cut inside itself (never inside a surrogate
 * pair). Passages of one section overlap by a sentence, so that what spans a cut can be found from both sides.
 * `text.slice(start, end)` is a passage's text.
 */
export function* chunk(source: ChunkSource): Generator<Piece> {
  for (const pieces of chunkInSteps(source)) yield* pieces;
}

/** The same, step by step: between two of them, each some milliseconds of work, others may have a turn. */
export function* chunkInSteps(source: ChunkSource): Generator<Piece[]> {
  const packer = new PassagePacker(source.text);
  for (const block of blocksOf(source)) yield block ? [...packer.add(block)] : [];
  yield [...packer.flush()];
}

function* blocksOf(source: ChunkSource): Generator<Block | undefined> {
  const { text, pages } = source;
  const blocksIn = source.markdown ? markdownBlocksIn : paragraphsIn;
  if (pages.length === 0) {
    yield* blocksIn(text, { start: 0, end: text.length });
    return;
  }
  for (const [index, span] of pageSpans(pages, text.length).entries()) {
    for (const block of blocksIn(text, span)) yield block && { ...block, page: index + 1 };
  }
}

function pageSpans(pages: readonly number[], length: number): Span[] {
  return pages.map((start, index) => ({ start, end: pages[index + 1] ?? length }));
}
