const KEY = /^[a-z0-9-]+(?:\/[a-z0-9-]+)*$/;

/** Whether a blob may be called so: nothing else in a folder or bucket is ours. */
export function isBlobKey(key: string): boolean {
  return KEY.test(key);
}

/**
 * Every blob store asks this first, so that no key leads out of a folder or means more than itself in a pattern. Throws
 * TypeError: keys are made by the program, so a wrong one is a defect.
 */
export function requireBlobKey(key: string): void {
  if (!isBlobKey(key)) throw new TypeError('a blob key is made of [a-z0-9-] segments joined by "/"');
}
