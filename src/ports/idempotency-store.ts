/** What a request was answered with, for telling it again. */
export interface StoredAnswer {
  status: number;
  /** JSON text. */
  body: string;
}

export interface IdempotentRequest {
  learnerId: string;
  /** Chosen by the client. */
  key: string;
  /** SHA-256 of method, path and body, hex: the same key with another one is a mistake. */
  requestHash: string;
}

export type Reservation =
  /** The key is this caller's: run, then `complete` or `release`. */
  | { outcome: 'reserved' }
  | { outcome: 'running'; requestHash: string }
  | { outcome: 'answered'; requestHash: string; answer: StoredAnswer };

/** Keys of requests that must have one effect however often they are sent. */
export interface IdempotencyStore {
  /**
   * Takes the key for exactly one of many concurrent callers. What was stored before `expiredBefore`, or is running and was
   * not renewed since `abandonedBefore` (its process died), counts as not there. Times in ms since the epoch.
   */
  reserve(
    request: IdempotentRequest,
    times: { now: number; expiredBefore: number; abandonedBefore: number },
  ): Promise<Reservation>;
  /** Says that a reserved request still runs at this time. */
  renew(request: IdempotentRequest, now: number): Promise<void>;
  /** @param requestHash what a repeat has to match from now on; without it what was reserved */
  complete(request: IdempotentRequest, answer: StoredAnswer, requestHash?: string): Promise<void>;
  /** Forgets the reservation of a request that had no effect. */
  release(request: IdempotentRequest): Promise<void>;
  removeExpired(expiredBefore: number): Promise<number>;
}
