import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import {
  Account,
  CreatedInvite,
  CreatedToken,
  CreateTokenBody,
  DeleteMeBody,
  DeviceList,
  SessionAnswer,
  SignInBody,
  SignUpBody,
  TokenList,
  UpdateMeBody,
} from '../../protocol/rest/accounts.ts';
import { json, noContent, operation, text } from './operation.ts';

const tag = 'Accounts';
const THROTTLED = '`too_many_attempts`, with Retry-After';

export const accountPaths: ZodOpenApiPathsObject = {
  '/api/auth/sign-up/email': {
    post: operation({
      id: 'signUp',
      tag,
      summary: 'Make an account and sign in',
      access: 'anyone',
      body: SignUpBody,
      answers: { 200: json('Signed in; the session is in the cookie.', SessionAnswer) },
      problems: {
        403: '`sign_up_closed`, `invite_needed`, `invite_invalid`',
        409: '`email_taken`',
        429: THROTTLED,
        503: '`busy`',
      },
    }),
  },
  '/api/auth/sign-in/email': {
    post: operation({
      id: 'signIn',
      tag,
      summary: 'Sign in',
      description: 'A session cookie that comes along ends: each sign-in has a token of its own.',
      access: 'anyone',
      body: SignInBody,
      answers: { 200: json('Signed in; the session is in the cookie.', SessionAnswer) },
      problems: { 401: '`wrong_credentials`, also for unknown addresses', 429: THROTTLED, 503: '`busy`' },
    }),
  },
  '/api/auth/sign-out': {
    post: operation({
      id: 'signOut',
      tag,
      summary: 'Sign this device out',
      access: 'anyone',
      answers: { 204: noContent },
      problems: { 403: '`bad_origin`' },
    }),
  },
  '/api/auth/get-session': {
    get: operation({
      id: 'getSession',
      tag,
      summary: 'Who is signed in with the cookie',
      access: 'anyone',
      answers: { 200: json('The session, or null.', SessionAnswer.nullable()) },
    }),
  },
  '/api/me': {
    get: operation({ id: 'getMe', tag, summary: 'Your account', answers: { 200: json('Your account.', Account) } }),
    patch: operation({
      id: 'updateMe',
      tag,
      summary: 'Change name, language or password',
      description: 'A new password needs the current one and signs every other device out.',
      body: UpdateMeBody,
      answers: { 200: json('Your account.', Account) },
      problems: { 403: '`wrong_password`', 422: '`current_password_needed`', 429: THROTTLED },
    }),
    delete: operation({
      id: 'deleteMe',
      tag,
      summary: 'Delete your account and everything in it',
      body: DeleteMeBody,
      answers: { 204: noContent },
      problems: { 403: '`wrong_password`', 429: THROTTLED },
    }),
  },
  '/api/me/export': {
    get: operation({
      id: 'exportMe',
      tag,
      summary: 'Everything that is kept of you',
      answers: { 200: json('Profile, conversations with messages, documents with their text.', z.looseObject({})) },
    }),
  },
  '/api/me/devices': {
    get: operation({
      id: 'listDevices',
      tag,
      summary: 'Devices that you are signed in on',
      answers: { 200: json('Newest first.', DeviceList) },
    }),
  },
  '/api/me/devices/{id}': {
    delete: operation({
      id: 'revokeDevice',
      tag,
      summary: 'Sign a device out',
      ofOne: true,
      answers: { 204: noContent },
    }),
  },
  '/api/tokens': {
    get: operation({
      id: 'listTokens',
      tag,
      summary: 'Bearer tokens for other clients',
      answers: { 200: json('Newest first.', TokenList) },
    }),
    post: operation({
      id: 'createToken',
      tag,
      summary: 'Make a bearer token',
      description: 'Only with the session cookie. The token is shown this once.',
      body: CreateTokenBody,
      idempotent: true,
      answers: { 201: json('The token.', CreatedToken) },
      problems: {
        403: '`session_needed`',
        409: '`too_many_tokens`, `already_created`, `idempotency_in_progress`',
      },
    }),
  },
  '/api/tokens/{id}': {
    delete: operation({ id: 'revokeToken', tag, summary: 'Revoke a token', ofOne: true, answers: { 204: noContent } }),
  },
  '/api/admin/invites': {
    post: operation({
      id: 'createInvite',
      tag: 'Operation',
      summary: 'Invite somebody',
      description: 'Single-use, for seven days. The invite is shown this once.',
      access: 'admin',
      idempotent: true,
      answers: { 201: json('The invite.', CreatedInvite) },
      problems: { 409: '`already_created`, `idempotency_in_progress`' },
    }),
  },
  '/openapi.json': {
    get: operation({
      id: 'getOpenApi',
      tag: 'Reference',
      summary: 'This document',
      access: 'anyone',
      answers: { 200: json('OpenAPI 3.1.', z.looseObject({})) },
    }),
  },
  '/docs': {
    get: operation({
      id: 'getDocs',
      tag: 'Reference',
      summary: 'This document, to read and try',
      access: 'anyone',
      answers: { 200: text('A page.', 'text/html') },
    }),
  },
};
