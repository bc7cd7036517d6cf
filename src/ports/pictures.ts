/** A picture that a model can be shown: small enough, and of a kind that it knows. */
export interface Picture {
  type: 'image/jpeg';
  bytes: Uint8Array;
}

/** Makes pictures of what learners bring. Throws AppError, 422 and not retryable, for what cannot be drawn. */
export interface Pictures {
  /** Pages of a PDF, counted from 1, as they look. */
  ofPages(pdf: Uint8Array, pages: readonly number[], signal: AbortSignal): Promise<Picture[]>;
  /** An image in any format that is taken, upright; the first one of several that move. */
  ofImage(image: Uint8Array, signal: AbortSignal): Promise<Picture>;
}
