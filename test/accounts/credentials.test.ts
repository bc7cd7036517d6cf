import { describe, expect, it } from 'vitest';
import { credentialsOf } from '../../src/accounts/credentials.ts';
import { isAllowedOrigin } from '../../src/accounts/origins.ts';

describe('the credentials of a request', () => {
  it.each([
    [{ cookie: 'a=b; lva_session=tok; c=d' }, { session: 'tok' }],
    [{ authorization: 'Bearer lva_x' }, { bearer: 'lva_x' }],
    [{ authorization: 'bearer  lva_x' }, { bearer: 'lva_x' }],
    [{ authorization: 'Bearer lva_x', cookie: 'lva_session=tok' }, { bearer: 'lva_x' }],
    [{ authorization: 'Basic abc', cookie: 'lva_session=tok' }, { session: 'tok' }],
    [{ authorization: 'Bearer two words' }, {}],
    [{ authorization: `Bearer ${'x'.repeat(101)}` }, {}],
    [{ cookie: `lva_session=${'x'.repeat(101)}` }, {}],
    [{ cookie: '__Host-lva_session=tok' }, {}],
    [{}, {}],
  ])('%j gives %j', (headers, credentials) => {
    expect(credentialsOf(headers, false)).toEqual(credentials);
  });

  it('are taken from the cookie that only this host can have set, over HTTPS', () => {
    expect(credentialsOf({ cookie: 'lva_session=planted; __Host-lva_session=ours' }, true)).toEqual({
      session: 'ours',
    });
    expect(credentialsOf({ cookie: 'lva_session=planted' }, true)).toEqual({});
  });
});

describe('an origin', () => {
  const strict = { publicUrl: 'https://tutor.example.org', allowedOrigins: ['https://app.example.org'] };
  it.each([
    ['https://tutor.example.org', true],
    ['https://app.example.org', true],
    ['http://tutor.example.org', false],
    ['https://tutor.example.org:8443', false],
    ['https://tutor.example.org.evil.example', false],
    ['null', false],
    ['', false],
  ])('%j may act on a site with a public URL: %j', (origin, allowed) => {
    expect(isAllowedOrigin(strict, origin, 'tutor.example.org')).toBe(allowed);
  });

  it.each([
    ['http://192.168.1.5:3000', true],
    ['https://192.168.1.5:3000', true],
    ['http://192.168.1.5', false],
    ['http://evil.example', false],
    ['null', false],
  ])('%j may act on a site that is reached by its host: %j', (origin, allowed) => {
    expect(isAllowedOrigin({ allowedOrigins: [] }, origin, '192.168.1.5:3000')).toBe(allowed);
  });

  it('may not act where no host is known', () => {
    expect(isAllowedOrigin({ allowedOrigins: [] }, 'http://a.example', undefined)).toBe(false);
  });
});
