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
 */
export function createSignatureCheck(authToken: string, publicUrl: string): SignatureCheck {
  const { host, hostname, port } = new URL(publicUrl);
  // Some ways to Twilio sign the address with its port, though it is the usual one; the library knows that for https alone.
  const hosts = port === '' ? [host, `${hostname}:443`] : [host];

  const check = (scheme: string, target: string, params: Record<string, string>, signature: string | undefined) => {
    if (signature === undefined || !target.startsWith('/')) return false;
    return hosts.some((name) => {
      const expected = webhooks.getExpectedTwilioSignature(authToken, `${scheme}://${name}${target}`, params);
      return equal(expected, signature);
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
