export interface OriginPolicy {
  /** Origin of the app as learners see it; undefined: whatever host the request was sent to. */
  publicUrl?: string | undefined;
  /** Further origins that may act with a learner's cookies. */
  allowedOrigins: readonly string[];
}

/**
 * Whether a page of this origin may act with the learner's cookie: the app's own, or one allowed by the operator. Where no
 * public URL is set only the host is compared, since a proxy in front may speak HTTPS for us.
 *
 * @param host the `Host` header that the request came with.
 */
export function isAllowedOrigin(policy: OriginPolicy, origin: string, host: string | undefined): boolean {
  if (policy.allowedOrigins.includes(origin)) return true;
  if (policy.publicUrl !== undefined) return origin === policy.publicUrl;
  if (!host || !URL.canParse(origin)) return false;
  return new URL(origin).host === host.toLowerCase();
}
