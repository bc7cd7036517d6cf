import type { z } from 'zod';
import { Problem } from '../../protocol/rest/problem.ts';
import { ApiError, OfflineError } from './api-error.ts';

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal;
  /** Makes a repeated write answer what the first one did. */
  idempotencyKey?: string;
  /** After this the server counts as not reached. Without it a request may wait for as long as the connection stands. */
  timeoutMs?: number;
}

let session = new AbortController();

/** The learner leaves: what was asked for them is never answered, so that nothing of it is kept here after they are gone. */
export function endRequests(): void {
  session.abort();
  session = new AbortController();
}

function endOf({ signal, timeoutMs }: RequestOptions): AbortSignal {
  const ends = [session.signal];
  if (signal) ends.push(signal);
  if (timeoutMs !== undefined) ends.push(AbortSignal.timeout(timeoutMs));
  return 'any' in AbortSignal ? AbortSignal.any(ends) : (signal ?? session.signal);
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
      signal: endOf(options),
    });
  } catch (error) {
    throw notReached(error, options);
  }
}

/** Whoever took the request back hears that; for everybody else the server could not be reached. */
function notReached(error: unknown, { signal }: RequestOptions): unknown {
  return signal?.aborted ? error : new OfflineError(error);
}

async function textOf(response: Response, options: RequestOptions): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw notReached(error, options);
  }
}

/**
 * Asks the server and checks the answer against its schema.
 * @throws ApiError when refused, OfflineError when not reached.
 */
export async function request<T>(schema: z.ZodType<T>, path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(path, options);
  const body = parseJson(await textOf(response, options));
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
  throw toApiError(response.status, parseJson(await textOf(response, options)), response.headers.get('retry-after'));
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
    throw toApiError(
      response.status,
      parseJson(await textOf(response, { signal })),
      response.headers.get('retry-after'),
    );
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
    throw notReached(error, { signal });
  }
  return new Blob(parts, { type: response.headers.get('content-type') ?? '' });
}
