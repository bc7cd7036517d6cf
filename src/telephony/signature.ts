import { timingSafeEqual } from 'node:crypto';
import webhooks from 'twilio/lib/webhooks/webhooks.js';

/** Tells whether Twilio signed what came. Nothing is signed by anybody where there is no token. */
export interface SignatureCheck {
  /** @param target path and query as they were asked for @param params the form's fields */
  webhook(target: string, params: Record<string, string>, signature: string | undefined): boolean;
  /** The request that opens a WebSocket: a GET without fields, signed under `wss`. */
  upgrade(target: string, signature: string | undefined): boolean;
}

/**
 * Checks against the address that Twilio was told, never against what a request says of itself.
 * @param publicUrl `https://…` without a path
 * @param overrides what stands behind `#` in the addresses that Twilio is told. It is never sent, and Twilio's documentation signs an
 * address up to the end of its query: signed with it the request is taken as well.
 */
export function createSignatureCheck(authToken: string, publicUrl: string, overrides?: string): SignatureCheck {
  const { hostname, port } = new URL(publicUrl);
  // Some ways to Twilio sign the address with its port, others without; the library takes both, for https alone.
  const hosts = [hostname, `${hostname}:${port === '' ? '443' : port}`];
  const fragments = ['', ...(overrides === undefined ? [] : [`#${overrides}`])];
  const addresses = hosts.flatMap((host) => fragments.map((fragment) => ({ host, fragment })));

  const check = (scheme: string, target: string, params: Record<string, string>, signature: string | undefined) => {
    if (signature === undefined || !target.startsWith('/')) return false;
    return addresses.some(({ host, fragment }) => {
      const url = `${scheme}://${host}${target}${fragment}`;
      return equal(webhooks.getExpectedTwilioSignature(authToken, url, params), signature);
    });
  };
  return {
    webhook: (target, params, signature) => check('https', target, params, signature),
    upgrade: (target, signature) => check('wss', target, {}, signature),
  };
}

/** In a time that tells nothing about how much was right. */
function equal(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
