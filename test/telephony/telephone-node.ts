import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPasswords } from '../../src/accounts/passwords.ts';
import { createPhoneLinks } from '../../src/accounts/phone-links.ts';
import { argon2Hasher } from '../../src/adapters/argon2/password-hasher.ts';
import { createMemoryEventLog } from '../../src/adapters/memory/event-log.ts';
import { createMemoryRateLimiter } from '../../src/adapters/memory/rate-limiter.ts';
import { createMemorySignals } from '../../src/adapters/memory/signals.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { createEvents } from '../../src/events.ts';
import { createApp } from '../../src/http/app.ts';
import { newId } from '../../src/ids.ts';
import { createLogger } from '../../src/logger.ts';
import type { Call } from '../../src/ports/call-store.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Signals } from '../../src/ports/signals.ts';
import type { VoiceActivity } from '../../src/ports/voice-activity.ts';
import { afterCall } from '../../src/telephony/after-call.ts';
import { createCallAccess } from '../../src/telephony/call-access.ts';
import { createCallWatch } from '../../src/telephony/call-watch.ts';
import { createCalls } from '../../src/telephony/calls.ts';
import { createTelephonyGateway } from '../../src/telephony/gateway.ts';
import { createGatherCalls } from '../../src/telephony/gather-calls.ts';
import { lastTalk } from '../../src/telephony/greeting.ts';
import { createSignatureCheck } from '../../src/telephony/signature.ts';
import { answerSms } from '../../src/telephony/sms.ts';
import { SpokenModes } from '../../src/telephony/spoken-modes.ts';
import { createTwilioWebhooks } from '../../src/telephony/webhooks.ts';
import { TAUGHT, type TaughtMode } from '../../src/tutor/modes.ts';
import type { Tutor } from '../../src/tutor/tutor.ts';
import { createTalks } from '../../src/voice/create-talks.ts';
import { createVoiceLines } from '../../src/voice/create-voice-lines.ts';
import { EarlyAnswers } from '../../src/voice/early-answers.ts';
import { Grounds } from '../../src/voice/grounds.ts';
import { createEar } from '../../src/voice/listen/ear.ts';
import type { OpenEar } from '../../src/voice/listen/ear-types.ts';
import { KeptRoom } from '../../src/voice/listen/kept-speech.ts';
import { Voices } from '../../src/voice/speak/voices.ts';
import { soundOf } from '../support/audible-text.ts';
import { openTestDatabase, type TestDatabase } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { AUTH_TOKEN, FakeTwilio } from '../support/fake-twilio.ts';
import { storedLearner } from '../support/records.ts';
import { ScriptedSpeechToText } from '../support/scripted-speech-to-text.ts';
import { ScriptedTutor } from '../support/scripted-tutor.ts';
import { ScriptedVoice } from '../support/scripted-voice.ts';

/** What is loud is a voice: the model that knows better has tests of its own. */
const loudIsVoice: VoiceActivity = {
  open: () => ({
    probability: async (samples) => (samples.some((sample) => Math.abs(sample) > 3000) ? 1 : 0),
    reset: () => undefined,
  }),
};

const PUBLIC_URL = 'https://tutor.example.org';
export const ADA_PHONE = '+15550100';
export const TRANSFER = '+15550199';

export interface TelephoneNodeOptions {
  mode?: Call['mode'];
  maxCalls?: number;
  /** False: the server has no auth token. */
  authToken?: boolean;
  /** Its own when left out. */
  signals?: Signals;
  /** A database of its own when left out. */
  database?: TestDatabase;
  tutor?: ScriptedTutor;
  /** Another one instead. */
  realTutor?: Tutor;
  stt?: ScriptedSpeechToText;
  tts?: ScriptedVoice;
  /** The doors' time; turns run on the machine's own unless they have a clock too. */
  clock?: FakeClock;
  turnClock?: Clock;
  /** Those that the tutor teaches, as the core names them; its own when left out. */
  modes?: readonly TaughtMode[];
  /** Whether answers are begun when a caller has probably finished. */
  early?: boolean;
  /** Attributes of ConversationRelay that the operator set. */
  relay?: Record<string, string>;
  /** Whether Twilio takes its time to say something. */
  realSpeed?: boolean;
}

/** The telephone's doors over real stores, with a tutor that says what the test tells it and a clock that the test moves. */
export async function startTelephone(options: TelephoneNodeOptions = {}) {
  const { mode = 'relay', maxCalls = 10, authToken = true, turnClock = systemClock, realSpeed = false } = options;
  const database = options.database ?? (await openTestDatabase('sqlite'));
  const { stores } = database;
  const clock = options.clock ?? new FakeClock(Date.now());
  let draining = false;
  const lines: string[] = [];
  const logger = createLogger({ level: 'trace', pretty: false, destination: { write: (line) => lines.push(line) } });
  const events = createEvents(logger);
  const eventLog = createMemoryEventLog({ clock: systemClock, logger });
  const { signals = createMemorySignals({ logger }) } = options;
  const tutor = options.tutor ?? new ScriptedTutor();
  const rateLimiter = createMemoryRateLimiter(clock);
  const owner = newId();
  const { stt = new ScriptedSpeechToText(), tts = new ScriptedVoice() } = options;
  tts.soundOf = soundOf;
  const speakers = new Voices({ tts, clock, events: events.speaking });
  const grounds = new Grounds(stores, turnClock);
  const early = options.early
    ? new EarlyAnswers({ grounds, tutor, clock: turnClock, events: events.speaking })
    : undefined;
  const talks = createTalks({
    ...{
      stores,
      eventLog,
      signals,
      tutor: options.realTutor ?? tutor,
      clock: turnClock,
      events: events.turns,
      logger,
      owner,
    },
    ...{ voices: speakers, early, grounds },
  });
  const room = new KeptRoom();
  const openEar: OpenEar = (line, sink) =>
    createEar({ stt, clock, logger, events: events.listening, room }, line, sink);
  const voices = createVoiceLines({
    ...{ talks, voices: speakers, messages: stores.messages },
    ...{ eventLog, clock, logger, openEar, preemptive: true },
  });
  const passwords = createPasswords(argon2Hasher);
  const phoneLinks = createPhoneLinks({ store: stores.phones, limiter: rateLimiter, passwords, signals, clock });
  const calls = createCalls({
    ...{ store: stores.calls, phoneLinks, conversations: stores.conversations, talks, clock, rateLimiter, signals },
    ...{ messages: stores.messages, events: events.calls, authToken: AUTH_TOKEN, mode, maxCalls, usdPerMinute: 0.1 },
  });
  const access = createCallAccess({ phoneLinks, signals, logger });
  const session = {
    ...{ calls, access, phoneLinks, transferNumber: TRANSFER, talks, eventLog, clock, logger },
    ...{ messages: stores.messages, passages: stores.passages, greetings: [lastTalk(stores)] },
    modes: new SpokenModes(options.modes ?? TAUGHT),
  };
  const signatures = authToken ? createSignatureCheck(AUTH_TOKEN, PUBLIC_URL) : undefined;
  const gather = createGatherCalls(session);
  const twiml = { publicUrl: PUBLIC_URL, relay: options.relay ?? {} };
  const sent: { to: string; text: string }[] = [];
  const textMessages = { send: async (to: string, text: string) => void sent.push({ to, text }) };
  const shared = {
    answerSms: (sms: Parameters<typeof answerSms>[1]) =>
      answerSms({ ...session, conversations: stores.conversations, publicUrl: PUBLIC_URL }, sms),
    afterCall: (call: Call, phone: string) =>
      afterCall({ calls, topics: stores, messages: textMessages, publicUrl: PUBLIC_URL, logger }, call, phone),
  };
  const watch = createCallWatch({ ...session, ...shared, store: stores.calls, gather });
  const webhooks = {
    ...shared,
    calls,
    gather,
    twiml,
    transferNumber: TRANSFER,
    signatures,
    rateLimiter,
    events: events.calls,
    isDraining: () => draining,
  };
  const stream = { ...session, voices, textToSpeech: tts, voiceActivity: loudIsVoice };
  const gateway = createTelephonyGateway({
    ...{ signatures, relay: session, stream, events: events.calls, rateLimiter, trustedProxies: 0, logger },
  });
  const router = createTwilioWebhooks(webhooks);
  const authenticator = { authenticate: async () => undefined };
  const http = { secureCookies: false, trustedProxies: 0, allowedOrigins: [] };
  const server = createServer(createApp({ routers: [router], authenticator, logger, http }));
  server.on('upgrade', gateway.upgrade);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const twilio = new FakeTwilio({
    ...{ server: url, publicUrl: PUBLIC_URL, realSpeed, clock },
    // A busy machine is not what these tests are about, and two hundred sockets at once keep it busy.
    socketWithinMs: 60_000,
    ...(!realSpeed && { passes: (ms: number) => clock.advance(ms) }),
  });

  return {
    ...{
      url,
      stores,
      database: database.database,
      clock,
      lines,
      tutor,
      phoneLinks,
      signals,
      eventLog,
      talks,
      voices,
      gateway,
      access,
      calls,
      gather,
      watch,
      registry: events.registry,
      sent,
      stt,
      tts,
    },
    twilio,
    /** Paths of all webhooks that there are. */
    webhookPaths: router.stack.flatMap(({ route }) => (route ? [route.path] : [])),
    /** The server begins to stop, as its process does. */
    stops() {
      draining = true;
      gateway.close();
    },
    /** A learner whose number is linked. */
    async linked(phone = ADA_PHONE, values: Parameters<typeof storedLearner>[1] = {}): Promise<string> {
      const learnerId = await storedLearner(stores, values);
      await stores.phones.link({ id: newId(), learnerId, phone, createdAt: clock.now() });
      return learnerId;
    },
    async [Symbol.asyncDispose]() {
      try {
        await twilio.leave();
      } finally {
        gateway.close();
        access.close();
        calls.close();
        server.closeAllConnections();
        server.close();
        const drained = talks.drain(0);
        clock.advance(0);
        await drained;
        talks.close();
        if (!options.database) await database.drop();
      }
    },
  };
}

export type TelephoneNode = Awaited<ReturnType<typeof startTelephone>>;
