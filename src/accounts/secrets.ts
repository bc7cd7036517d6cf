import { createHash, randomBytes } from 'node:crypto';

const BYTES = 32;
/** Begins every bearer token, so that a leaked one is recognised by people and by secret scanners. */
export const TOKEN_PREFIX = 'lva_';

/** A new secret from the platform's random generator, base64url: 43 characters after the prefix. */
export function newSecret(prefix = ''): string {
  return prefix + randomBytes(BYTES).toString('base64url');
}

/**
 * What is stored of a secret: its SHA-256 in hex. A fast hash is enough, since nobody guesses 32 random bytes; and looking
 * up by hash leaves no time difference to learn from.
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
