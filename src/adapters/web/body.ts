import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import { AppError } from '../../errors.ts';
import { tooLarge, unreachable, wrongKind } from './refusals.ts';

/**
 * The decompressed body, bounded before and after decompression: what unpacks to more than `maxBytes` is given up as soon as
 * it does.
 */
export async function* readBody(
  response: IncomingMessage,
  maxBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  let bytes = 0;
  try {
    for await (const part of decompressed(response, maxBytes)) {
      bytes += part.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      yield part;
    }
  } catch (error) {
    throw reasonOf(error, signal);
  }
}

/** What made a request fail, in the words of this adapter. */
export function reasonOf(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  return error instanceof AppError ? error : unreachable('The page could not be reached, or it broke off.', error);
}

function decompressed(response: IncomingMessage, maxBytes: number): AsyncIterable<Buffer> {
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return response;
  const unpack = decompressor(encoding);
  const counted = (source: AsyncIterable<Buffer>) => bounded(source, maxBytes);
  // Whatever breaks ends the unpacking too, and is thrown where that is read.
  pipeline(response, counted, unpack, ignoreHere);
  return unpack;
}

/** One layer of the two that were asked for; layers upon layers are for bombs. */
function decompressor(encoding: string): Readable & NodeJS.WritableStream {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip();
  if (encoding === 'br') return createBrotliDecompress();
  throw wrongKind();
}

async function* bounded(source: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const part of source) {
    bytes += part.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    yield part;
  }
}

/** The reader is told. */
function ignoreHere(): void {
  // Nothing to add.
}
