import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { OfflineError } from '../../../src/client/api/api-error.ts';
import { command, download, endRequests, request } from '../../../src/client/api/request.ts';

afterEach(() => vi.unstubAllGlobals());

/** A server that takes a request and says nothing; as `fetch` does, it ends when it is told to. */
function silentServer() {
  const fetch = vi.fn(
    (_path: string, { signal }: RequestInit) =>
      new Promise<Response>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
  );
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

/** A server whose answer breaks off behind its head. */
function brokenServer() {
  const body = new ReadableStream({ start: (controller) => controller.error(new TypeError('network error')) });
  vi.stubGlobal('fetch', async () => new Response(body));
}

test('an answer that breaks off counts as a server that was not reached', async () => {
  brokenServer();
  await expect(request(z.unknown(), '/api/me')).rejects.toBeInstanceOf(OfflineError);
  brokenServer();
  const following = { signal: new AbortController().signal, onBytes: () => undefined };
  await expect(download('/api/documents/a/file', following)).rejects.toBeInstanceOf(OfflineError);
});

test('what is under way when the learner leaves is never answered, and what comes after them is', async () => {
  silentServer();
  const asked = [request(z.unknown(), '/api/documents'), command('/api/me', { method: 'PATCH' })];
  endRequests();
  for (const one of asked) await expect(one).rejects.toBeInstanceOf(OfflineError);
  vi.stubGlobal('fetch', async () => new Response('{"name":"Grace"}'));
  expect(await request(z.unknown(), '/api/me')).toEqual({ name: 'Grace' });
});

test('a server that never answers is given up where somebody waits for it', async () => {
  silentServer();
  await expect(command('/api/auth/sign-out', { method: 'POST', timeoutMs: 1 })).rejects.toBeInstanceOf(OfflineError);
});

test('whoever asked can still take it back, and hears of that', async () => {
  silentServer();
  const controller = new AbortController();
  const asked = request(z.unknown(), '/api/search', { signal: controller.signal });
  controller.abort(new Error('another word'));
  await expect(asked).rejects.toThrow('another word');
});
