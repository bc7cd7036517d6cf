import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../src/ports/clock.ts';
import { readTwiml, type Verb } from './twiml.ts';
import { wrongInTwiml } from './twiml-rules.ts';

/** Twilio waits so long for an answer, all tries together, ms. */
export const ANSWER_MS = 15_000;
/** So long, by the machine's own time, an answer may come that a test's clock has overtaken, ms. */
const OVERTAKEN_MS = 2000;
/** A connection that nobody takes is tried once more; nothing else is. */
const MOST_TRIES = 2;
/** How often a server may send Twilio elsewhere, and in which words. */
const MOST_REDIRECTS = 10;
const REDIRECTS: readonly number[] = [301, 302, 303, 307];
/** Bytes of a document. */
const MOST_BYTES = 64 * 1024;
/** Nobody took the connection. */
const NOBODY = ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT'];

/** Numbers under which Twilio's debugger tells what went wrong. */
type AlertCode =
  /** No answer, a late one, or one that is no success. */
  | 11200
  /** Nobody took the connection. */
  | 11205
  /** Sent elsewhere too often. */
  | 11215
  /** Sent elsewhere, and nowhere. */
  | 11216
  /** A document that is too large. */
  | 11750
  /** No TwiML. */
  | 12100
  /** Not said to be XML. */
  | 12300;

/** One line of Twilio's debugger. */
export interface Alert {
  code: AlertCode;
  path: string;
}

export interface Answered {
  document: string;
  verbs: Verb[];
}

export interface WebhookClientOptions {
  post: (path: string, fields: Record<string, string>, signal: AbortSignal) => Promise<Response>;
  get: (path: string, signal: AbortSignal) => Promise<Response>;
  clock: Clock;
  /** Resolves when a request gets to the server: a proxy may hold it, for as long as a test's machine takes to start one. */
  held: () => Promise<void>;
  /** Resolves when the server has done what it does at once. */
  exchanged: () => Promise<void>;
  /** “Primary handler fails”, as it is set at the number; undefined: nothing. */
  fallback: string | undefined;
  /** Where requests go when a path alone is given: told to the fallback. */
  publicUrl: string;
}

class WebhookFailure extends Error {
  readonly code: AlertCode;

  constructor(code: AlertCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** How Twilio asks a server: how often, for how long, what it takes for an answer, and whom it asks when there is none. */
export class WebhookClient {
  /** What went wrong and was not taken by a test. */
  readonly alerts: Alert[] = [];
  /** Every request is delivered twice: whoever gets it has to answer the same. */
  twice = false;
  /** Requests that were made, the second tries among them. */
  tries = 0;
  readonly #options: WebhookClientOptions;

  constructor(options: WebhookClientOptions) {
    this.#options = options;
  }

  /** @returns what to do next; undefined where neither the server nor its fallback has told */
  async ask(path: string, fields: Record<string, string>, signal: AbortSignal): Promise<Answered | undefined> {
    try {
      return await this.#document(path, fields, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof WebhookFailure)) throw error;
      const { fallback, publicUrl } = this.#options;
      this.alerts.push({ code: error.code, path });
      if (fallback === undefined || 'ErrorCode' in fields) return undefined;
      const told = { ErrorCode: String(error.code), ErrorUrl: new URL(path, publicUrl).href };
      return this.ask(fallback, { ...fields, ...told }, signal);
    }
  }

  /** Tells something that wants no document. Nobody is asked instead when it can't be told. */
  async tell(path: string, fields: Record<string, string>, signal: AbortSignal): Promise<void> {
    try {
      await this.#answer(path, fields, signal);
      if (this.twice) await this.#answer(path, fields, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof WebhookFailure)) throw error;
      this.alerts.push({ code: error.code, path });
    }
  }

  async #document(path: string, fields: Record<string, string>, signal: AbortSignal): Promise<Answered> {
    const { type, body: document } = await this.#answer(path, fields, signal);
    if (!/^(text|application)\/xml\b/.test(type)) throw new WebhookFailure(12300, `${path} is ${type}`);
    if (Buffer.byteLength(document) > MOST_BYTES) throw new WebhookFailure(11750, `${path} is too large`);
    const answered = readAnswer(document, path);
    if (this.twice) {
      const again = await this.#answer(path, fields, signal);
      if (again.body !== document) throw new Error(`${path} answers otherwise when it is asked again: ${again.body}`);
    }
    return answered;
  }

  /** An answer that is a success, and came in time. */
  async #answer(path: string, fields: Record<string, string>, signal: AbortSignal) {
    await this.#options.held();
    const late = new AbortController();
    const cancel = this.#options.clock.after(ANSWER_MS, () => void this.#tooLate(late));
    try {
      const within = AbortSignal.any([signal, late.signal]);
      const response = await this.#redirected(path, await this.#tries(path, fields, within), within);
      const body = await response.text();
      if (!response.ok) throw new WebhookFailure(11200, `${path} answered ${response.status}: ${body}`);
      return { type: response.headers.get('content-type') ?? '', body };
    } catch (error) {
      if (error instanceof WebhookFailure) throw error;
      const code = NOBODY.includes(causeOf(error)) ? 11205 : 11200;
      throw new WebhookFailure(code, `${path} has no answer`, { cause: error });
    } finally {
      cancel();
    }
  }

  /** Follows a server that sends Twilio elsewhere. */
  async #redirected(path: string, response: Response, signal: AbortSignal, left = MOST_REDIRECTS): Promise<Response> {
    if (response.status < 300 || response.status > 399) return response;
    const location = response.headers.get('location');
    if (!REDIRECTS.includes(response.status) || location === null) {
      throw new WebhookFailure(11216, `${path} answered ${response.status}`);
    }
    if (left === 0) throw new WebhookFailure(11215, `${path} sends round in circles`);
    return this.#redirected(location, await this.#options.get(location, signal), signal, left - 1);
  }

  async #tries(path: string, fields: Record<string, string>, signal: AbortSignal): Promise<Response> {
    for (let left = MOST_TRIES - 1; ; left -= 1) {
      this.tries += 1;
      try {
        return await this.#options.post(path, fields, signal);
      } catch (error) {
        if (left === 0 || !NOBODY.includes(causeOf(error))) throw error;
      }
    }
  }

  /** A test's clock may have run faster than an answer can come: the server has its turn before it is given up. */
  async #tooLate(late: AbortController): Promise<void> {
    for (let round = 0; round < 3; round += 1) await this.#options.exchanged().catch(() => undefined);
    await setTimeout(OVERTAKEN_MS);
    late.abort();
  }
}

/** What a document says to do. Throws for what Twilio would leave out, warn of or refuse. */
export function readAnswer(document: string, path = 'a test'): Answered {
  const verbs = read(document);
  const wrong = wrongInTwiml(verbs);
  if (wrong.length > 0) throw new Error(`Twilio would not do what ${path} says: ${wrong.join('; ')}`);
  return { document, verbs };
}

function read(document: string): Verb[] {
  try {
    return readTwiml(document);
  } catch (cause) {
    throw new WebhookFailure(12100, 'not TwiML', { cause });
  }
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}
