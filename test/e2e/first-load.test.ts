import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const built = join(import.meta.dirname, '../../dist/client');
const LIMIT_BYTES = 100 * 1024;
const HANDS_FREE_LIMIT_BYTES = 6 * 1024 * 1024;

/** Scripts that a page loads before it shows anything: its own and what it preloads. */
async function firstScripts(): Promise<string[]> {
  const html = await readFile(join(built, 'index.html'), 'utf8');
  return [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(([, path]) => path ?? '');
}

test('the first page needs at most 100 KB of script, gzipped', async () => {
  const scripts = await firstScripts();
  expect(scripts.length).toBeGreaterThan(0);
  let bytes = 0;
  for (const script of scripts) bytes += gzipSync(await readFile(join(built, script))).length;
  expect(bytes).toBeLessThanOrEqual(LIMIT_BYTES);
});

test('hands-free talking needs at most 6 MB more, and only when it is used', async () => {
  const files = (await readdir(join(built, 'assets'))).filter((name) =>
    /^(hands-free-.*\.js|silero_.*\.onnx|ort-wasm.*\.wasm\.gz)$/.test(name),
  );
  expect(files).toHaveLength(3);
  let bytes = 0;
  for (const file of files) bytes += (await stat(join(built, 'assets', file))).size;
  expect(bytes).toBeLessThanOrEqual(HANDS_FREE_LIMIT_BYTES);
  const worker = await readFile(join(built, 'service-worker.js'), 'utf8');
  for (const file of files) expect(worker).not.toContain(file);
});

test('the page has no script or style of its own, so that the strictest policy holds', async () => {
  const html = await readFile(join(built, 'index.html'), 'utf8');
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
});

test('the service worker has the shell, leaves the operator’s page and everything of the server’s alone', async () => {
  const worker = await readFile(join(built, 'service-worker.js'), 'utf8');
  for (const script of await firstScripts()) expect(worker).toContain(script.slice(1));
  expect(worker).not.toMatch(/assets\/admin/);
  expect(worker).toContain('api|twilio|docs|openapi\\.json|health|metrics|admin');
});
