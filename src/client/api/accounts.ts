import type { z } from 'zod';
import {
  Account,
  CreatedToken,
  DeviceList,
  SessionAnswer,
  type SignInBody,
  type SignUpBody,
  TokenList,
  type UpdateMeBody,
} from '../../protocol/rest/accounts.ts';
import { command, request } from './request.ts';

export function signUp(body: z.input<typeof SignUpBody>): Promise<SessionAnswer> {
  return request(SessionAnswer, '/api/auth/sign-up/email', { method: 'POST', body });
}

export function signIn(body: z.input<typeof SignInBody>): Promise<SessionAnswer> {
  return request(SessionAnswer, '/api/auth/sign-in/email', { method: 'POST', body });
}

/** Longer, and the learner is better told to try again than kept waiting. */
const SIGN_OUT_MS = 20_000;

export function signOut(): Promise<void> {
  return command('/api/auth/sign-out', { method: 'POST', timeoutMs: SIGN_OUT_MS });
}

/** @returns null when nobody is signed in */
export function getSession(): Promise<SessionAnswer | null> {
  return request(SessionAnswer.nullable(), '/api/auth/get-session');
}

export function updateMe(body: z.input<typeof UpdateMeBody>): Promise<Account> {
  return request(Account, '/api/me', { method: 'PATCH', body });
}

export function deleteMe(password: string): Promise<void> {
  return command('/api/me', { method: 'DELETE', body: { password } });
}

export function listDevices(): Promise<z.infer<typeof DeviceList>> {
  return request(DeviceList, '/api/me/devices');
}

export function signOutDevice(id: string): Promise<void> {
  return command(`/api/me/devices/${id}`, { method: 'DELETE' });
}

export function listTokens(): Promise<z.infer<typeof TokenList>> {
  return request(TokenList, '/api/tokens');
}

export function createToken(name: string): Promise<z.infer<typeof CreatedToken>> {
  return request(CreatedToken, '/api/tokens', { method: 'POST', body: { name } });
}

export function revokeToken(id: string): Promise<void> {
  return command(`/api/tokens/${id}`, { method: 'DELETE' });
}
