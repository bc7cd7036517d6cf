import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { systemClock } from '../../src/adapters/system/clock.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { FakeCall } from './fake-twilio-call.ts';
import { newSid } from './fake-twilio-sid.ts';
import { type Alert, WebhookClient } from './fake-twilio-webhooks.ts';

export const AUTH_TOKEN = 'twilio-auth-token';

/** Longer than Twilio waits for the end of what a caller says, ms. */
const ANSWERED_MS = 3000;
/** So long Twilio waits for a socket to open, ms. */
const SOCKET_WITHIN_MS = 5000;

/** Where a test's server really listens, and under which address Twilio knows it. */
export interface FakeTwilioOptions {
  /** `http://127.0.0.1:PORT` */
  server: string;
  /** `https://…` */
  publicUrl: string;
  /** What a document says takes its time, which passes when the test says so (`plays`); otherwise it takes none. */
  realSpeed?: boolean;
  /** By which it is told how long Twilio waits for an answer; the machine's own when left out. */
  clock?: Clock;
  /** How long a socket may take to open, ms; as long as Twilio waits when left out. */
  socketWithinMs?: number;
  /** Lets time pass while a document is said to its end, where none passes by itself. */
  passes?: (ms: number) => void;
  /** “Primary handler fails”, as it is set at the number; nothing when left out. */
  fallback?: string;
}

export interface PostOptions {
  /** Twilio's own when left out. */
  signature?: string;
  signal?: AbortSignal;
}

/** Twilio as a server meets it: signed webhooks, TwiML that is followed, signed sockets. Only the network between is loopback. */
export class FakeTwilio {
  /** How it asks the server. */
  readonly webhooks: WebhookClient;
  readonly #options: FakeTwilioOptions;
  readonly #calls: FakeCall[] = [];
  #serverIsThere: Promise<void> = Promise.resolve();
  /** What comes of it when a caller is put through; undefined: they are talking. */
  dialled: 'completed' | 'busy' | 'no-answer' | 'failed' | undefined;
  /** Requests of this Twilio's under way, up to the end of what was answered. */
  underWay = 0;

  constructor(options: FakeTwilioOptions) {
    this.#options = options;
    this.webhooks = new WebhookClient({
      post: (path, fields, signal) => this.post(path, fields, { signal }),
      get: (path, signal) => this.get(path, signal),
      clock: options.clock ?? systemClock,
      held: () => this.#serverIsThere,
      exchanged: () => this.exchanged(),
      fallback: options.fallback,
      publicUrl: options.publicUrl,
    });
  }

  get realSpeed(): boolean {
    return this.#options.realSpeed ?? false;
  }

  get socketWithinMs(): number {
    return this.#options.socketWithinMs ?? SOCKET_WITHIN_MS;
  }

  /** Somebody calls the tutor; resolves when the first TwiML is being followed. */
  async call(from: string, callSid = newSid('CA')): Promise<FakeCall> {
    const call = new FakeCall(this, { callSid, from });
    this.#calls.push(call);
    await call.begin();
    return call;
  }

  /** A call that another node has carried so far goes on here, with what this one answered. */
  async adopt(callSid: string, from: string, document: string): Promise<FakeCall> {
    const call = new FakeCall(this, { callSid, from });
    this.#calls.push(call);
    await call.follow(document);
    return call;
  }

  /** Something was said to its end, and answered. */
  heardOut(ms: number): void {
    this.#options.passes?.(ms + ANSWERED_MS);
  }

  /** Time passes for a document that says nothing. */
  async passes(ms: number): Promise<void> {
    const { clock = systemClock } = this.#options;
    await new Promise<void>((resolve) => void clock.after(ms, resolve));
  }

  /** What the debugger tells: tests that expect something there take it. */
  takeAlerts(): Alert[] {
    return this.webhooks.alerts.splice(0);
  }

  /** Takes its hands off the server: what was under way is done first, and what went wrong beside the tests is thrown. */
  async leave(): Promise<void> {
    for (const call of this.#calls) await call.leave();
    const told = this.takeAlerts().map(({ code, path }) => `${code} ${path}`);
    if (told.length > 0) throw new Error(`Twilio's debugger tells: ${told.join(', ')}`);
    const bad = this.#calls.reduce((sum, { relay }) => sum + (relay?.bad ?? 0), 0);
    if (bad > 0) throw new Error(`${bad} messages of the server's mean nothing to Twilio`);
  }

  /** Requests wait for a server that is being started again, as with a proxy that holds them. @returns call it when it is back */
  serverLeaves(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#serverIsThere = promise;
    return resolve;
  }

  /** Posts a webhook as Twilio does. @param path with its query, or the whole public address */
  async post(path: string, fields: Record<string, string>, { signature, signal }: PostOptions = {}): Promise<Response> {
    await this.#serverIsThere;
    // Connection overrides are for Twilio alone: they are neither sent nor signed.
    const [target = ''] = path.replace(this.#options.publicUrl, '').split('#');
    const response = await fetch(this.#options.server + target, {
      method: 'POST',
      redirect: 'manual',
      ...(signal && { signal }),
      body: new URLSearchParams(fields),
      headers: { 'x-twilio-signature': signature ?? this.sign(`${this.#options.publicUrl}${target}`, fields) },
    });
    return response;
  }

  /** Where a server sends Twilio elsewhere, it asks there without fields, signed for that address. */
  async get(path: string, signal: AbortSignal): Promise<Response> {
    const [target = ''] = path.replace(this.#options.publicUrl, '').split('#');
    const headers = { 'x-twilio-signature': this.sign(`${this.#options.publicUrl}${target}`) };
    return fetch(this.#options.server + target, { redirect: 'manual', signal, headers });
  }

  /** Resolves when the server has taken what was sent before, over sockets too, as far as it does so at once. */
  async exchanged(): Promise<void> {
    await Promise.all(this.#calls.map((call) => call.exchanged()));
    await (await fetch(`${this.#options.server}/exchanged`)).text();
  }

  sign(url: string, fields: Record<string, string> = {}): string {
    return webhooks.getExpectedTwilioSignature(AUTH_TOKEN, url, fields);
  }

  /** The public address of a socket as the server's own, and the signature of its upgrade. */
  socket(publicSocketUrl: string): { url: string; signature: string } {
    const { pathname } = new URL(publicSocketUrl);
    return { url: this.#options.server.replace('http', 'ws') + pathname, signature: this.sign(publicSocketUrl) };
  }
}
