/** Texts to be embedded in one go. The answer is their vectors, one after the other. */
export interface EmbedJob {
  texts: string[];
  kind: 'query' | 'passage';
}

export interface EmbedReady {
  dimensions: number;
  /** How the weights are stored. */
  precision: string;
}
