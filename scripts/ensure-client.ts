import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Builds the client unless `dist/client` is there and newer than everything it is made from. */
const root = join(import.meta.dirname, '..');
const built = join(root, 'dist/client/index.html');
const sources = ['src/client', 'src/protocol', 'public', 'vite.config.ts', 'package-lock.json'];

function newestIn(path: string): number {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

function isFresh(): boolean {
  if (!existsSync(built)) return false;
  const builtAt = statSync(built).mtimeMs;
  return sources.every((source) => newestIn(join(root, source)) <= builtAt);
}

if (!isFresh()) {
  if (!existsSync(join(root, 'node_modules/vite'))) {
    console.error('The client is not built and vite is not installed: run "npm install" and "npm run build".');
    process.exit(1);
  }
  const result = spawnSync(
    process.execPath,
    [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
    {
      cwd: root,
      // Whoever runs it: tests have a NODE_ENV of their own, with which Vite would build the client for development.
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: 'inherit',
    },
  );
  process.exit(result.status ?? 1);
}
