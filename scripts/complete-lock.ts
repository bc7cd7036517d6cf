import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { completeLock } from './lock-platforms.ts';

/**
 * npm writes no entry for an optional package of another platform that it could not fetch, and `npm ci` then refuses the
 * lock file, or leaves a Mac without its binaries. Run after `npm install` changed the lock file; a test tells when.
 */
const path = join(import.meta.dirname, '../package-lock.json');
const { lock, added } = completeLock(JSON.parse(readFileSync(path, 'utf8')));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added.length} entries added to package-lock.json`);
