import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createAuthenticator } from '../../src/accounts/authenticator.ts';
import { hashSecret, newSecret, TOKEN_PREFIX } from '../../src/accounts/secrets.ts';
import type { Stores } from '../../src/adapters/knex/stores.ts';
import { createMemoryEventLog } from '../../src/adapters/memory/event-log.ts';
import { createMemoryRateLimiter } from '../../src/adapters/memory/rate-limiter.ts';
import { createMemorySignals } from '../../src/adapters/memory/signals.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { createEvents } from '../../src/events.ts';
import { newId } from '../../src/ids.ts';
import { createLogger } from '../../src/logger.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import type { Signals } from '../../src/ports/signals.ts';
import type { SpeechToText } from '../../src/ports/speech-to-text.ts';
import type { TextToSpeech } from '../../src/ports/text-to-speech.ts';
import { createRealtimeGateway, type RealtimeOptions } from '../../src/realtime/gateway.ts';
import { ServiceBoard } from '../../src/service-board.ts';
import type { Tutor } from '../../src/tutor/tutor.ts';
import { createTalks } from '../../src/voice/create-talks.ts';
import { createVoiceLines } from '../../src/voice/create-voice-lines.ts';
import { EarlyAnswers } from '../../src/voice/early-answers.ts';
import { Grounds } from '../../src/voice/grounds.ts';
import { acknowledgedEars } from '../../src/voice/listen/acknowledged-ear.ts';
import { createEar } from '../../src/voice/listen/ear.ts';
import type { OpenEar } from '../../src/voice/listen/ear-types.ts';
import { HeardStretches } from '../../src/voice/listen/heard-stretches.ts';
import { KeptRoom } from '../../src/voice/listen/kept-speech.ts';
import { PresentEars } from '../../src/voice/listen/present-ears.ts';
import { Voices } from '../../src/voice/speak/voices.ts';
import { RealtimeClient } from './realtime-client.ts';
import { ScriptedTutor } from './scripted-tutor.ts';

export interface NodeOptions<T extends Tutor> {
  stores: Stores;
  tutor?: T;
  eventLog?: EventLog;
  signals?: Signals;
  /** The door's time: hello, heartbeat, expiry, rates. Turns run on the machine's own. */
  clock?: Clock;
  gateway?: Partial<RealtimeOptions>;
  /** What speaks and what hears; text alone without them. */
  tts?: TextToSpeech;
  stt?: SpeechToText;
  /** Time of turns and of their voices. */
  turnClock?: Clock;
}

/** A server with the realtime door and the talks behind it, over real stores. */
export async function startNode<T extends Tutor = ScriptedTutor>(options: NodeOptions<T>) {
  const { stores, clock = systemClock } = options;
  const tutor = options.tutor ?? new ScriptedTutor();
  const logger = createLogger({ level: 'silent', pretty: false });
  const events = createEvents(logger);
  const eventLog = options.eventLog ?? createMemoryEventLog({ clock: systemClock, logger });
  const signals = options.signals ?? createMemorySignals({ logger });
  const board = new ServiceBoard();
  const owner = newId();
  const turnClock = options.turnClock ?? systemClock;
  const voices = new Voices({ tts: options.tts, clock: turnClock, events: events.speaking });
  const grounds = new Grounds(stores, turnClock);
  const early = new EarlyAnswers({ grounds, tutor, clock: turnClock, events: events.speaking });
  const talks = createTalks({
    stores,
    voices,
    early,
    grounds,
    eventLog,
    signals,
    tutor,
    clock: turnClock,
    events: events.turns,
    logger,
    owner,
  });
  const { stt } = options;
  const hearing = {
    clock: turnClock,
    logger,
    events: events.listening,
    room: new KeptRoom(),
    present: new PresentEars(),
  };
  const acknowledged = { stretches: new HeardStretches(), clock: turnClock };
  const openEar: OpenEar | undefined =
    stt && acknowledgedEars((line, sink) => createEar({ stt, ...hearing }, line, sink), acknowledged);
  const { messages } = stores;
  const gateway = createRealtimeGateway({
    talks,
    voices: createVoiceLines({
      talks,
      voices,
      messages,
      eventLog,
      clock: turnClock,
      logger,
      openEar,
      preemptive: true,
      warm() {
        void stt?.warm?.();
        void options.tts?.warm?.();
      },
    }),
    eventLog,
    signals,
    board,
    clock,
    logger,
    events: events.sockets,
    authenticator: createAuthenticator({ ...stores, clock: systemClock, logger, adminEmails: [] }),
    rateLimiter: createMemoryRateLimiter(systemClock),
    allowedOrigins: [],
    secureCookies: false,
    trustedProxies: 0,
    ...options.gateway,
  });
  const server = createServer((_request, response) => response.writeHead(404).end());
  server.on('upgrade', gateway.upgrade);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `ws://127.0.0.1:${port}/api/realtime`;

  return {
    url,
    port,
    tutor: tutor as T,
    talks,
    gateway,
    events,
    eventLog,
    signals,
    board,
    owner,
    connect: (token: string) => RealtimeClient.open(url, token),
    /** A metric's value. */
    async metric(name: string, labels: Record<string, string> = {}): Promise<number> {
      const found = await events.registry.getSingleMetric(name)?.get();
      const matches = found?.values.find((value) =>
        Object.entries(labels).every(([label, wanted]) => String(value.labels[label]) === wanted),
      );
      return matches?.value ?? 0;
    },
    /** Bytes that wait in this process for each client. */
    bufferedBytes: (): number[] => [...sockets].map((socket) => socket.writableLength),
    async stop() {
      talks.close();
      gateway.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export type RealtimeNode = Awaited<ReturnType<typeof startNode<ScriptedTutor>>>;

/** A learner with a bearer token, as the account's own pages would make one. */
export async function addLearner(
  stores: Stores,
  name = 'Ada',
): Promise<{ learnerId: string; name: string; token: string }> {
  const learnerId = newId();
  const token = newSecret(TOKEN_PREFIX);
  const createdAt = Date.now();
  const email = `${learnerId}@example.org`;
  await stores.accounts.createLearner(
    { id: learnerId, email, name, passwordHash: 'none', role: 'learner', createdAt },
    { firstIsAdmin: false },
  );
  await stores.tokens.create({ id: newId(), learnerId, name: 'test', tokenHash: hashSecret(token), createdAt });
  return { learnerId, name, token };
}
