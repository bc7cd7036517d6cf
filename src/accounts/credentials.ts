import type { IncomingHttpHeaders } from 'node:http';
import { parseCookie } from 'cookie';
import { sessionCookieName } from './principal.ts';

/** What a request brought along to show who is asking; neither has been checked yet. */
export interface Credentials {
  session?: string | undefined;
  bearer?: string | undefined;
}

/** Longer ones are not ours: a session token has 43 characters, a bearer token 47. */
const MAX_TOKEN = 100;
const BEARER = /^Bearer +([A-Za-z0-9_-]+)$/i;

/**
 * The credentials of a request or a socket upgrade. A bearer token wins over a cookie that came along: who sends one
 * means it, and it can't be forged from another site.
 */
export function credentialsOf(headers: IncomingHttpHeaders, secureCookies: boolean): Credentials {
  const bearer = BEARER.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer.length <= MAX_TOKEN ? { bearer } : {};
  const session = headers.cookie ? parseCookie(headers.cookie)[sessionCookieName(secureCookies)] : undefined;
  return session && session.length <= MAX_TOKEN ? { session } : {};
}
