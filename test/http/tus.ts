import { connect } from 'node:net';
import { expect } from 'vitest';
import { UploadState } from '../../src/protocol/rest/uploads.ts';
import type { Browser } from './browser.ts';
import { credentials } from './documents-world.ts';

/** What a tus client says, request by request. */
export const TUS = { 'tus-resumable': '1.0.0' };
export const PATH = '/api/uploads';

const sentence = 'Rivers carry sand to the sea. ';
/** A text of so many bytes. */
export const notes = (length: number) =>
  Buffer.from(sentence.repeat(Math.ceil(length / sentence.length))).subarray(0, length);

const named = (name: string) => ({ 'upload-metadata': `filename ${Buffer.from(name).toString('base64')}` });
/** Announces a file. */
export const create = (browser: Browser, bytes: number, name = 'notes.txt') =>
  browser.fetch('POST', PATH, undefined, { ...TUS, ...named(name), 'upload-length': String(bytes) });

/** @returns where the parts of a new file go */
export async function begin(browser: Browser, bytes: number, name?: string): Promise<string> {
  const response = await create(browser, bytes, name);
  expect(response.status).toBe(201);
  return response.headers.get('location') ?? '';
}

/** Sends what follows `offset`. */
export function patch(
  browser: Browser,
  path: string,
  offset: number,
  part: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  return fetch(browser.url + path, {
    method: 'PATCH',
    headers: {
      ...credentials(browser),
      ...TUS,
      'upload-offset': String(offset),
      'content-type': 'application/offset+octet-stream',
    },
    body: part,
  });
}

/** Where the file goes on. */
export async function offsetOf(browser: Browser, path: string): Promise<number> {
  const response = await browser.fetch('HEAD', path, undefined, TUS);
  expect(response.status).toBe(200);
  return Number(response.headers.get('upload-offset'));
}

/** How far it is, and what became of it. */
export const stateOf = async (browser: Browser, path: string) =>
  UploadState.parse(JSON.parse((await browser.get(path)).text));
/** Announces all of a part, sends `sent` bytes of it and is gone. */
export async function patchAndCut(
  browser: Browser,
  path: string,
  offset: number,
  part: Buffer,
  sent: number,
): Promise<void> {
  const { hostname, port, host } = new URL(browser.url);
  const socket = connect(Number(port), hostname);
  const headers = {
    ...credentials(browser),
    ...TUS,
    host,
    'content-type': 'application/offset+octet-stream',
    'content-length': String(part.length),
    'upload-offset': String(offset),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`PATCH ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  await new Promise<void>((resolve) => {
    socket.end(Buffer.concat([head, part.subarray(0, sent)]), resolve);
  });
  socket.destroy();
}
