import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import packageJson from '../package.json' with { type: 'json' };
import { createAccounts } from './accounts/create-accounts.ts';
import { argon2Hasher } from './adapters/argon2/password-hasher.ts';
import { systemClock } from './adapters/system/clock.ts';
import type { Config } from './config/config.ts';
import { ConfigError } from './config/config-error.ts';
import { openDoors } from './context/doors.ts';
import { openKnowledge } from './context/knowledge.ts';
import { connectModel, connectRewrite } from './context/model.ts';
import { connectSharedState } from './context/shared-state.ts';
import { connectSpeech, type Speech } from './context/speech.ts';
import { openStorage } from './context/storage.ts';
import { openTalks } from './context/talks.ts';
import { createEvents } from './events.ts';
import { createDocumentsRouter } from './http/documents.ts';
import { IDEMPOTENCY_MS } from './http/idempotency.ts';
import { createSearchRouter } from './http/search.ts';
import { createUploadsRouter } from './http/uploads.ts';
import { createOrphanFiles } from './jobs/orphan-files.ts';
import { recoverTurns } from './jobs/recover-turns.ts';
import { startSweeps } from './jobs/sweep-expired.ts';
import { createLogger, type Logger } from './logger.ts';
import type { Clock } from './ports/clock.ts';
import { ServiceBoard } from './service-board.ts';
import { createTutor } from './tutor/create-tutor.ts';
import { createRecordings } from './voice/recordings/recordings.ts';

/** What a test may put in the place of the real thing. */
export interface Overrides extends Speech {
  clock?: Clock;
  logger?: Logger;
}

/** The running server. Disposing of it stops everything that was started, last first. */
export interface Context extends AsyncDisposable {
  readonly config: Config;
  readonly logger: Logger;
  /** Opens the doors. @returns the URL under which learners reach the app. */
  listen(): Promise<string>;
  /** Takes nothing new, lets running turns end (`ms` at most) and tells sockets to come back. */
  drain(ms: number): Promise<void>;
}

/** Composition root: everything the server is made of, from one configuration. */
export async function createContext(config: Config, overrides: Overrides = {}): Promise<Context> {
  await using stack = new AsyncDisposableStack();
  const logger = overrides.logger ?? createLogger(config.log);
  const clock = overrides.clock ?? systemClock;
  const events = createEvents(logger);
  const board = new ServiceBoard();
  stack.defer(board.onChange(events.services.changed));
  const owner = randomUUID();
  let draining = false;

  const storage = await openStorage(config, logger, stack);
  const shared = await connectSharedState(config.redisUrl, { clock, logger, events: events.services }, stack);
  const { stores } = storage;
  const base = { config, logger, events, board, clock, owner, storage, shared };
  const speech = connectSpeech(base, overrides, stack);
  const ground = { ...base, speech };
  const { library, uploads, retriever, search, recall, meaning } = await openKnowledge(ground, stack);
  const model = connectModel(config.model, ground);
  const rewrite = connectRewrite(config.model, { ...ground, usage: stores.usage });
  const tutor = createTutor({
    retriever,
    recall,
    recallDeadlineMs: config.library.searchDeadlineMs,
    model,
    rewrite,
    clock,
    events: events.tutor,
  });
  const accounts = createAccounts({
    ...ground,
    ...config.accounts,
    stores,
    hasher: argon2Hasher,
    limiter: shared.rateLimiter,
    signals: shared.signals,
    events: events.accounts,
  });
  const { talks, voices } = openTalks({ ...ground, tutor, model }, stack);
  stack.defer(await recoverTurns({ ...ground, ...shared, ...stores, events: events.turns, alone: storage.alone }));
  const recordings = createRecordings({ ...stores, ...storage, ...config.recordings, clock });
  const sweeps = startSweeps({
    sweeps: [
      { what: 'sessions', run: () => accounts.sessions.removeExpired() },
      { what: 'codes of telephones', run: () => accounts.phoneLinks.removeExpiredCodes() },
      { what: 'unfinished uploads', run: () => uploads.removeExpired() },
      { what: 'recordings', run: () => recordings.removeExpired() },
      { what: 'idempotency keys', run: () => stores.idempotency.removeExpired(clock.now() - IDEMPOTENCY_MS) },
      { what: 'pieces of the full-text index', run: () => stores.textIndex.merge() },
      { what: 'files without a record', run: createOrphanFiles({ ...stores, ...storage, clock }) },
    ],
    clock,
    logger,
  });
  stack.defer(() => sweeps.stop());
  const asking = { authenticator: accounts.authenticator, secureCookies: config.http.secureCookies };
  const documents = createDocumentsRouter({
    ...ground,
    ...shared,
    library,
    ...asking,
    idempotency: { store: stores.idempotency, clock, logger },
    uploadLimits: { atOnce: config.library.uploadsAtOnce },
  });
  const { server, realtime, telephony } = await openDoors(
    {
      ...ground,
      accounts,
      talks,
      voices,
      speech,
      recordings,
      documents: [documents, createUploadsRouter({ uploads, library, ...asking })],
      search: createSearchRouter({ search, ...asking }),
      meaning,
      ingestionQueue: () => stores.documents.countUnfinished(),
      isDraining: () => draining,
      version: packageJson.version,
    },
    stack,
  );

  const parts = stack.move();
  return {
    config,
    logger,
    async listen() {
      await new Promise<void>((resolve, reject) => {
        const refused = (error: NodeJS.ErrnoException) => reject(whyNotListening(error, config.http.port));
        server.once('error', refused).listen(config.http.port, config.http.host, resolve);
      });
      const { port } = server.address() as AddressInfo;
      return config.http.publicUrl ?? `http://localhost:${port}`;
    },
    async drain(ms) {
      draining = true;
      // At once: Twilio asks how its calls go on, and another node, or this one after its restart, takes them up.
      telephony.close();
      await realtime.drain(ms);
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** What an operator can do something about is said in one sentence. */
function whyNotListening(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') return new ConfigError(`PORT: another program listens on ${port} already.`);
  if (error.code === 'EACCES') return new ConfigError(`PORT: this user may not listen on ${port}.`);
  return error;
}
