import type { Response } from 'express';
import { sessionCookieName } from '../accounts/principal.ts';

const ATTRIBUTES = { httpOnly: true, sameSite: 'lax', path: '/' } as const;

/** Hands the session's token to the browser, out of reach of scripts, until the session's absolute end. */
export function setSessionCookie(res: Response, secure: boolean, session: { token: string; expiresAt: number }): void {
  res.cookie(sessionCookieName(secure), session.token, { ...ATTRIBUTES, secure, expires: new Date(session.expiresAt) });
}

export function clearSessionCookie(res: Response, secure: boolean): void {
  res.clearCookie(sessionCookieName(secure), { ...ATTRIBUTES, secure });
}
