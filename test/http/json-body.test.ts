import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { createErrorHandler } from '../../src/http/error-handler.ts';
import { jsonBody, MAX_JSON_BYTES, MAX_MARKS_OF_LARGE_BODY } from '../../src/http/json-body.ts';
import { createLogger } from '../../src/logger.ts';
import { listen } from '../support/listen.ts';
import { problemOf, serveEcho } from './echo-app.ts';

describe('a JSON body', () => {
  const bodyOf = (bytes: number) => JSON.stringify({ text: 'x'.repeat(bytes - '{"text":""}'.length) });

  it('may have 256 KiB', async () => {
    await using app = await serveEcho();
    expect((await app.post(bodyOf(MAX_JSON_BYTES))).status).toBe(200);
  });

  it('may not have a byte more', async () => {
    await using app = await serveEcho();
    expect(await problemOf(await app.post(bodyOf(MAX_JSON_BYTES + 1)))).toMatchObject({
      status: 413,
      code: 'body_too_large',
    });
  });

  it('is bounded as well when its length is not announced', async () => {
    await using app = await serveEcho();
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(bodyOf(MAX_JSON_BYTES + 1)));
        controller.close();
      },
    });
    const init = {
      method: 'POST',
      body: pieces,
      duplex: 'half',
      headers: { 'content-type': 'application/json' },
    } as const;
    expect((await app.get('/api/echo', init)).status).toBe(413);
  });

  it('may be larger where material is added, whose router reads it itself', async () => {
    await using app = await serveEcho();
    expect((await app.post(bodyOf(1_000_000), {}, '/api/documents')).status).toBe(200);
  });

  it.each(['{', '{"a":1,}', '"text"', '1', 'null', '\u0000', '{"a":1}{"b":2}', `${'['.repeat(50)}`])(
    'must be JSON, an object or array: %j',
    async (body) => {
      await using app = await serveEcho();
      expect(await problemOf(await app.post(body))).toMatchObject({ status: 400, code: 'invalid_json' });
    },
  );

  it('cannot reach the prototypes of objects', async () => {
    await using app = await serveEcho();
    await app.post('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('survives nesting that would exhaust a careless reader', async () => {
    await using app = await serveEcho();
    const depth = 20_000;
    const response = await app.post(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    expect(response.status).toBe(200);
    expect((await app.post('{}')).status).toBe(200);
  });

  it.each([
    ['brackets', '['],
    ['objects', '{"a":'],
    ['values', '[1'.padEnd(MAX_JSON_BYTES * 2, ',1')],
    ['brackets behind a string that looks as if it went on', `["\\\\",${'['.repeat(MAX_JSON_BYTES)}`],
  ])('is not even parsed where a large one is nothing but %s', async (_what, part) => {
    await using app = await serveEcho();
    const body = part.repeat(Math.ceil((2 * MAX_JSON_BYTES) / part.length));
    expect(await problemOf(await app.post(body, {}, '/api/documents'))).toMatchObject({
      code: 'invalid_json',
      detail: 'The request body has too many parts.',
    });
  });

  it('has at most 10,000 brackets and commas where it is large, and any number of them in its texts', async () => {
    await using app = await serveEcho();
    const material = '[{,\\"'.repeat(100_000);
    const bodyOf = (marks: number) => JSON.stringify({ material, list: Array(marks - 2).fill(1) });
    const status = async (body: string) => (await app.post(body, {}, '/api/documents')).status;
    expect(await status(bodyOf(MAX_MARKS_OF_LARGE_BODY))).toBe(200);
    expect(await status(bodyOf(MAX_MARKS_OF_LARGE_BODY + 1))).toBe(400);
  });

  it('is given up when it does not arrive', async () => {
    const logger = createLogger({ level: 'silent', pretty: false });
    const app = express().use(jsonBody(MAX_JSON_BYTES, 50), createErrorHandler(logger));
    await using server = await listen(app);
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"a"');
    // Ends only because the server closes it.
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toContain('"code":"body_too_slow"');
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml'])(
    'must say that it is JSON, not %s',
    async (type) => {
      await using app = await serveEcho();
      const response = await app.post('{}', { 'content-type': type });
      expect(await problemOf(response)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    },
  );

  it.each([
    ['encoding', { 'content-encoding': 'rot13' }, 'unsupported_encoding'],
    ['charset', { 'content-type': 'application/json; charset=klingon' }, 'unsupported_charset'],
    ['or rare charset', { 'content-type': 'application/json; charset=utf-16' }, 'unsupported_charset'],
  ])('of unknown %s is refused', async (_what, headers: Record<string, string>, code) => {
    await using app = await serveEcho();
    expect(await problemOf(await app.post('{}', headers))).toMatchObject({ status: 415, code });
  });
});
