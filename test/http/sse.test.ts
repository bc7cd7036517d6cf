import { request } from 'node:http';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { type EventStream, openEventStream } from '../../src/http/sse.ts';
import { listen } from '../support/listen.ts';

/** A server with one stream, which the test writes to. */
async function serve(options: Parameters<typeof openEventStream>[2] = {}) {
  let opened: (stream: EventStream) => void = () => undefined;
  const stream = new Promise<EventStream>((resolve) => {
    opened = resolve;
  });
  const app = express();
  app.get('/', (req, res) => {
    opened(openEventStream(req, res, options));
  });
  return { ...(await listen(app)), stream };
}

function closing(stream: EventStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.closed.aborted) resolve();
    else stream.closed.addEventListener('abort', () => resolve());
  });
}

describe('an event stream', () => {
  it('sends events with name, id and JSON, line breaks and all', async () => {
    await using server = await serve();
    const answer = fetch(server.url);
    const stream = await server.stream;
    stream.send('delta', { text: 'two\nlines' }, '7');
    stream.send('notice', null);
    stream.end();
    const response = await answer;
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(await response.text()).toBe(
      'id: 7\nevent: delta\ndata: {"text":"two\\nlines"}\n\nevent: notice\ndata: null\n\n',
    );
  });

  it('begins before there is anything to say', async () => {
    await using server = await serve();
    const response = await fetch(server.url);
    expect(response.status).toBe(200);
    (await server.stream).end();
  });

  it('shows that it is alive while there is nothing to say', async () => {
    await using server = await serve({ heartbeatMs: 5 });
    const response = await fetch(server.url);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let seen = '';
    while (seen.split(': still here\n\n').length < 3) seen += (await reader?.read())?.value ?? '';
    expect(seen).toMatch(/^(: still here\n\n)+$/);
    (await server.stream).end();
  });

  it('is closed from the start where its reader left before it was opened', async () => {
    const looking = Promise.withResolvers<void>();
    const left = Promise.withResolvers<void>();
    const opened = Promise.withResolvers<EventStream>();
    const app = express();
    app.get('/', async (req, res) => {
      res.once('close', left.resolve);
      looking.resolve();
      await left.promise;
      opened.resolve(openEventStream(req, res));
    });
    await using server = await listen(app);
    const asked = request(server.url).on('error', () => undefined);
    asked.end();
    await looking.promise;
    asked.destroy();
    const stream = await opened.promise;
    expect(stream.closed.aborted).toBe(true);
    let told = 0;
    stream.onClosed(() => {
      told += 1;
    });
    expect(told).toBe(1);
  });

  it('notices that its reader went away, and says nothing more', async () => {
    await using server = await serve();
    const leaving = new AbortController();
    await fetch(server.url, { signal: leaving.signal });
    const stream = await server.stream;
    leaving.abort();
    await closing(stream);
    stream.send('late', {});
    stream.end();
    expect(stream.closed.aborted).toBe(true);
  });

  it('drops a reader that does not read instead of remembering for it', async () => {
    await using server = await serve({ maxWaitingBytes: 64 * 1024 });
    const reading = request(server.url);
    reading.on('error', () => undefined);
    reading.on('response', (response) => response.on('error', () => undefined).pause());
    reading.end();
    const stream = await server.stream;
    let sent = 0;
    const text = 'x'.repeat(16 * 1024);
    while (!stream.closed.aborted && sent < 10_000) {
      stream.send('delta', { text });
      sent += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await closing(stream);
    expect(sent).toBeLessThan(10_000);
  });

  it('keeps a reader that reads, however much there is', async () => {
    await using server = await serve({ maxWaitingBytes: 64 * 1024 });
    const answer = fetch(server.url).then((response) => response.text());
    const stream = await server.stream;
    for (let i = 0; i < 200; i++) {
      stream.send('delta', { text: 'x'.repeat(10 * 1024) });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    stream.end();
    expect((await answer).match(/event: delta/g)).toHaveLength(200);
  });
});
