/** So many hits in a window that begins with the first of them. */
export interface RateLimit {
  limit: number;
  windowMs: number;
}

export interface RateLimitState {
  /** Whether this hit (or, for `peek`, the next one) is within the limit. */
  allowed: boolean;
  remaining: number;
  /** Milliseconds until the window ends; 0 while nothing was counted. */
  resetMs: number;
}

/** Counts by key, on all nodes together. A key holds no personal data in clear. Throws `limits_unavailable`. */
export interface RateLimiter {
  /** Counts one hit. Concurrent callers never get more than `limit` allowed ones together. */
  consume(key: string, limit: RateLimit): Promise<RateLimitState>;
  /** Looks without counting. */
  peek(key: string, limit: RateLimit): Promise<RateLimitState>;
  /** Takes one hit back: what was counted turned out to be harmless. */
  refund(key: string): Promise<void>;
  /** Forgets the key. */
  reset(key: string): Promise<void>;
}
