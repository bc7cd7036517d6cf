import type { z } from 'zod';
import { Problem } from '../../protocol/rest/problem.ts';
import { ApiError, OfflineError } from './api-error.ts';

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal;
  /** Makes a repeated write answer what the first one did. */
  idempotencyKey?: string;
}

/** Turns a refused answer, problem document or not, into an ApiError. */
export function toApiError(status: number, body: unknown, retryAfter?: string | null): ApiError {
  const problem = Problem.partial().safeParse(body);
  const seconds = Number(retryAfter);
  return new ApiError({
    status,
    code: problem.data?.code ?? `http_${status}`,
    message: problem.data?.detail ?? problem.data?.title ?? `The server answered with status ${status}.`,
    ...(problem.data?.requestId ? { requestId: problem.data.requestId } : {}),
    ...(retryAfter && Number.isFinite(seconds) ? { retryAfter: seconds } : {}),
  });
}

/** The body as JSON; undefined where there is none or it is something else, e.g. a proxy's page. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function send(path: string, options: RequestOptions): Promise<Response> {
  const headers = new Headers({ accept: 'application/json' });
  if (options.body !== undefined) headers.set('content-type', 'application/json');
  if (options.idempotencyKey) headers.set('idempotency-key', options.idempotencyKey);
  try {
    return await fetch(path, {
      method: options.method ?? 'GET',
      headers,
      credentials: 'same-origin',
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new OfflineError(error);
  }
}

/**
 * Asks the server and checks the answer against its schema.
 * @throws ApiError when refused, OfflineError when not reached.
 */
export async function request<T>(schema: z.ZodType<T>, path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(path, options);
  const body = parseJson(await response.text());
  if (!response.ok) throw toApiError(response.status, body, response.headers.get('retry-after'));
  const answer = schema.safeParse(body);
  if (!answer.success) {
    throw new ApiError({ status: 502, code: 'unexpected_answer', message: 'The server’s answer made no sense here.' });
  }
  return answer.data;
}

/** As `request`, for answers without a body. */
export async function command(path: string, options: RequestOptions): Promise<void> {
  const response = await send(path, options);
  if (response.ok) return;
  throw toApiError(response.status, parseJson(await response.text()), response.headers.get('retry-after'));
}

/**
 * A file, whose type says the encoding of a text.
 * @param onBytes hears how many bytes have arrived.
 */
export async function download(
  path: string,
  { signal, onBytes }: { signal: AbortSignal; onBytes: (bytes: number) => void },
): Promise<Blob> {
  const response = await send(path, { signal });
  if (!response.ok) {
    throw toApiError(response.status, parseJson(await response.text()), response.headers.get('retry-after'));
  }
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  try {
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
      parts.push(next.value);
      bytes += next.value.length;
      onBytes(bytes);
    }
  } catch (error) {
    if (signal.aborted) throw error;
    throw new OfflineError(error);
  }
  return new Blob(parts, { type: response.headers.get('content-type') ?? '' });
}
