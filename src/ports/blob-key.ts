const KEY = /^[a-z0-9-]+(?:\/[a-z0-9-]+)*$/;

/**
 * Every blob store asks this first, so that no key leads out of a folder or means more than itself in a pattern. Throws
 * TypeError: keys are made by the program, so a wrong one is a defect.
 */
export function requireBlobKey(key: string): void {
  if (!KEY.test(key)) throw new TypeError('a blob key is made of [a-z0-9-] segments joined by "/"');
}
