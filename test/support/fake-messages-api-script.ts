import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordedRequest } from './fake-messages-api-request.ts';

/** One thing that the fake does while it answers, in the order of the script. */
export type Step =
  | { do: 'text'; text: string }
  | { do: 'cite'; result: number; from: number; to: number; quote: string | undefined }
  | { do: 'think'; text: string }
  | { do: 'tool'; id: string; name: string; json: string }
  | { do: 'ping' }
  | { do: 'wait'; until: (request: RecordedRequest) => Promise<void> }
  | { do: 'error'; type: string; message: string }
  | { do: 'raw'; bytes: string }
  | { do: 'cut' }
  | { do: 'end' }
  | { do: 'usage'; usage: Partial<ScriptedUsage> }
  | { do: 'stop'; reason: string };

export interface ScriptedUsage {
  input_tokens: number;
  output_tokens: number;
  cache_read_input_tokens: number;
  cache_creation_input_tokens: number;
}

/** An answer refused before the stream begins, with the API's JSON error body. */
export interface Refusal {
  status: number;
  type: string;
  message: string;
  /** Seconds, as the `retry-after` header. */
  retryAfter?: number | undefined;
}

export type Reply = Step[] | Refusal;
export type Responder = (request: RecordedRequest) => Reply;

let toolCalls = 0;

/** Text, one delta a part. */
export function say(...parts: string[]): Step[] {
  return parts.map((text) => ({ do: 'text', text }));
}

/** Text, one delta a word, as a model would stream it. */
export function sayWords(text: string): Step[] {
  return say(...(text.match(/\S+\s*|\s+/gu) ?? []));
}

/**
 * A citation of the text said since the last one. `result` counts the request's search results from 1; the range is of
 * its text blocks, the first one by default. `quote` overrides what is quoted, to make the model lie.
 */
export function cite(result: number, range: { from?: number; to?: number; quote?: string } = {}): Step {
  const from = range.from ?? 0;
  return { do: 'cite', result, from, to: range.to ?? from + 1, quote: range.quote };
}

/** A whole tool call; the answer then stops for `tool_use`. A string as input goes out as it is, valid JSON or not. */
export function callTool(name: string, input: unknown): Step {
  toolCalls += 1;
  const json = typeof input === 'string' ? input : JSON.stringify(input);
  return { do: 'tool', id: `toolu_${String(toolCalls).padStart(6, '0')}`, name, json };
}

/** A thinking block, which models with thinking put before their answer. */
export function think(text: string): Step {
  return { do: 'think', text };
}

/** Waits for a promise, e.g. of `gate()`; goes on at once when the client leaves. */
export function hold(until: Promise<void>): Step {
  return { do: 'wait', until: (request) => Promise.race([until, request.closed]) };
}

/** Waits so many milliseconds: slow tokens. For demos and load, never in tests. */
export function pause(ms: number): Step {
  return { do: 'wait', until: () => sleep(ms) };
}

/** Says nothing more until the client leaves. */
export function hang(): Step {
  return { do: 'wait', until: (request) => request.closed };
}

/** An `error` event in the middle of the stream, after which it ends. */
export function fail(type = 'overloaded_error', message = 'Overloaded'): Step {
  return { do: 'error', type, message };
}

/** Breaks the connection. */
export const cut: Step = { do: 'cut' };
/** Ends the response politely but early: no `message_stop`. */
export const endEarly: Step = { do: 'end' };
/** A `ping` event. */
export const ping: Step = { do: 'ping' };

/** Bytes that are not the protocol. */
export function garbage(bytes = 'event: content_block_delta\ndata: {"type": "content_bl\n\n'): Step {
  return { do: 'raw', bytes };
}

/** Sets the counted tokens of this answer. */
export function usage(counted: Partial<ScriptedUsage>): Step {
  return { do: 'usage', usage: counted };
}

/** Sets the stop reason; `end_turn`, or `tool_use` after a tool call, otherwise. */
export function stop(reason: string): Step {
  return { do: 'stop', reason };
}

/** 429 with `retry-after` in seconds. */
export function rateLimited(retryAfter = 1): Refusal {
  return { status: 429, type: 'rate_limit_error', message: 'This would exceed your rate limit.', retryAfter };
}

/** 529, as the API answers when it is overloaded. */
export function overloaded(): Refusal {
  return { status: 529, type: 'overloaded_error', message: 'Overloaded' };
}

/** Any other refusal before the stream. */
export function refuse(status: number, type: string, message: string): Refusal {
  return { status, type, message };
}

/** A promise for `hold` and the function that lets it go. */
export function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: () => resolve() };
}
