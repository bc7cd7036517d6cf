import type { Router } from 'express';
import { createAccounts } from '../../src/accounts/create-accounts.ts';
import { argon2Hasher } from '../../src/adapters/argon2/password-hasher.ts';
import { openDiskBlobStore } from '../../src/adapters/disk/blob-store.ts';
import { createMemoryEventLog } from '../../src/adapters/memory/event-log.ts';
import { createMemoryRateLimiter } from '../../src/adapters/memory/rate-limiter.ts';
import { createMemorySignals } from '../../src/adapters/memory/signals.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { createEvents } from '../../src/events.ts';
import { type AppOptions, createApp } from '../../src/http/app.ts';
import { createLearnerRouters, type LearnerRoutersDeps } from '../../src/http/learner-routers.ts';
import { newId } from '../../src/ids.ts';
import { createLogger } from '../../src/logger.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { createCallRecords } from '../../src/telephony/call-records.ts';
import { createTalks } from '../../src/voice/create-talks.ts';
import { Grounds } from '../../src/voice/grounds.ts';
import { createRecordings } from '../../src/voice/recordings/recordings.ts';
import { type DatabaseKind, openTestDatabase } from '../support/databases.ts';
import { listen } from '../support/listen.ts';
import { ScriptedTutor } from '../support/scripted-tutor.ts';
import { testDir } from '../support/temp-dir.ts';
import { Browser } from './browser.ts';

export const PASSWORD = 'correct horse battery';

export interface WorldOptions {
  /** SQLite when left out. */
  database?: DatabaseKind;
  app?: Partial<Omit<AppOptions, 'http'>>;
  http?: Partial<AppOptions['http']>;
  /** Further routers, made when everything else stands. */
  routers?: (world: WorldParts) => Router[] | Promise<Router[]>;
  signUp?: 'open' | 'invite' | 'closed';
  /** The tutor's telephone number; there is none when left out. */
  phoneNumber?: string;
  waiting?: LearnerRoutersDeps['waiting'];
}

/** The machine's time, moved by as much as the test likes; timers run as ever. */
class MovedClock implements Clock {
  movedBy = 0;
  now = (): number => Date.now() + this.movedBy;
  after = systemClock.after;
}

async function openParts(options: WorldOptions) {
  const database = await openTestDatabase(options.database ?? 'sqlite');
  const clock = new MovedClock();
  const lines: string[] = [];
  /** What else ends with the world. */
  const closing: (() => void)[] = [];
  const logger = createLogger({ level: 'trace', pretty: false, destination: { write: (line) => lines.push(line) } });
  const events = createEvents(logger);
  const signals = createMemorySignals({ logger });
  const eventLog = createMemoryEventLog({ clock: systemClock, logger });
  const tutor = new ScriptedTutor();
  const { stores } = database;
  const accounts = createAccounts({
    stores,
    hasher: argon2Hasher,
    limiter: createMemoryRateLimiter(clock),
    signals,
    clock,
    events: events.accounts,
    logger,
    signUp: options.signUp ?? 'open',
    adminEmails: [],
  });
  const turns = { stores, eventLog, signals, tutor, clock: systemClock, events: events.turns, logger, owner: newId() };
  const grounds = new Grounds(stores, systemClock);
  const talks = createTalks({ ...turns, grounds });
  const blobs = await openDiskBlobStore(await testDir());
  const recordings = createRecordings({ ...stores, blobs, clock, days: 30 });
  const spoken = { blobs, recordings };
  return {
    database,
    stores,
    clock,
    lines,
    logger,
    events,
    signals,
    eventLog,
    tutor,
    accounts,
    talks,
    closing,
    ...spoken,
  };
}

export type WorldParts = Awaited<ReturnType<typeof openParts>>;

/** The REST door on a free port over a database of its own, with a tutor that says what the test tells it. */
export async function openWorld(options: WorldOptions = {}) {
  const parts = await openParts(options);
  const { stores, accounts, talks, recordings, eventLog, signals, clock, logger, closing } = parts;
  const http = { secureCookies: false, trustedProxies: 0, allowedOrigins: [], ...options.http };
  const routers = [
    ...createLearnerRouters({
      accounts,
      stores,
      talks,
      recordings,
      calls: createCallRecords(stores),
      eventLog,
      signals,
      clock,
      logger,
      adminEmails: [],
      secureCookies: http.secureCookies,
      version: '0.0.0',
      phoneNumber: options.phoneNumber,
      ...(options.waiting && { waiting: options.waiting }),
    }),
    ...((await options.routers?.(parts)) ?? []),
  ];
  const { authenticator } = accounts;
  const server = await listen(createApp({ routers, authenticator, logger, http, ...options.app }));
  const browser = () => new Browser(server.url, http.secureCookies);
  return {
    ...parts,
    routers,
    url: server.url,
    browser,
    /** A browser in which somebody has just signed up. */
    async signedIn(name = 'ada'): Promise<Browser> {
      const fresh = browser();
      const body = { name, email: `${name}@example.org`, password: PASSWORD };
      const answer = await fresh.post('/api/auth/sign-up/email', body);
      if (answer.status !== 200) throw new Error(`Sign-up answered ${answer.status}.`);
      return fresh;
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await talks.drain(0);
      talks.close();
      for (const close of closing) close();
      await parts.database.drop();
    },
  };
}
