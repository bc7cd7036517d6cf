import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { completeLock, missingPlatforms } from '../../scripts/lock-platforms.ts';

it('package-lock.json serves every platform, so that `npm ci` takes it (else: node scripts/complete-lock.ts)', () => {
  expect(missingPlatforms(JSON.parse(readFileSync('package-lock.json', 'utf8')))).toEqual([]);
});

it('adds what is missing with the platform that its name tells', () => {
  const { lock, added } = completeLock({
    packages: {
      'node_modules/b': {
        dev: true,
        optionalDependencies: {
          '@b/linux-x64-musl': '1.2.3',
          '@b/darwin-arm64': '1.2.3',
          '@b/win32-x64': '1.2.3',
          maybe: '^1.0.0',
        },
      },
      'node_modules/@b/win32-x64': { version: '1.2.3' },
    },
  });
  expect(added).toEqual(['@b/linux-x64-musl', '@b/darwin-arm64']);
  expect(lock.packages['node_modules/@b/linux-x64-musl']).toEqual({
    version: '1.2.3',
    dev: true,
    optional: true,
    os: ['linux'],
    cpu: ['x64'],
    libc: ['musl'],
  });
  expect(lock.packages['node_modules/@b/darwin-arm64']).toMatchObject({ os: ['darwin'], cpu: ['arm64'] });
  expect(missingPlatforms(lock)).toEqual([]);
});
