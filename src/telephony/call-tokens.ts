import { createHash, createHmac } from 'node:crypto';

/**
 * The token that ties a socket to its call. It is worked out, not drawn, so that a webhook delivered twice gets the same
 * answer on any node; nobody without the auth token can work it out, and it is redeemed once.
 * @param attempt how often the call's socket was opened before
 */
export function callToken(authToken: string, callSid: string, attempt: number): string {
  return createHmac('sha256', authToken).update(`socket ${callSid} ${attempt}`).digest('base64url');
}

/** What is stored of it. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
