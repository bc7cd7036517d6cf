/** The text of a file, cleaned (`cleanText`), before it is cut. */
export interface ExtractedText {
  text: string;
  /** Offset at which each page begins; empty where there are no pages. */
  pages: number[];
  /** What the file itself says it is called. */
  title?: string | undefined;
  /** Pages, from 1, rising, that hold pictures of text instead of text. */
  unreadablePages?: number[] | undefined;
}

/** Gets the text out of one kind of file. */
export interface TextExtractor {
  /** Media type that it reads. */
  readonly kind: string;
  /**
   * Throws AppError, 422 and not retryable, for a file that cannot be read, with a code that says why.
   */
  extract(file: Uint8Array, signal?: AbortSignal): Promise<ExtractedText>;
}
