import type { Accounts } from '../accounts/create-accounts.ts';
import { createSileroVoiceActivity } from '../adapters/silero/voice-activity.ts';
import { createTwilioMessages } from '../adapters/twilio/text-messages.ts';
import type { Config } from '../config/config.ts';
import type { TelephonyConfig } from '../config/telephony.ts';
import type { Events } from '../events.ts';
import type { Logger } from '../logger.ts';
import type { Call } from '../ports/call-store.ts';
import type { Clock } from '../ports/clock.ts';
import { afterCall } from '../telephony/after-call.ts';
import { createCallAccess } from '../telephony/call-access.ts';
import { createCallRecords } from '../telephony/call-records.ts';
import type { CallSessionDeps } from '../telephony/call-session.ts';
import { createCallWatch } from '../telephony/call-watch.ts';
import { createCalls } from '../telephony/calls.ts';
import { createTelephonyGateway } from '../telephony/gateway.ts';
import { createGatherCalls } from '../telephony/gather-calls.ts';
import { lastTalk } from '../telephony/greeting.ts';
import { createSignatureCheck } from '../telephony/signature.ts';
import { answerSms } from '../telephony/sms.ts';
import { SpokenModes } from '../telephony/spoken-modes.ts';
import { createTwilioWebhooks } from '../telephony/webhooks.ts';
import { TAUGHT } from '../tutor/modes.ts';
import type { Talks } from '../voice/talks.ts';
import type { VoiceLines } from '../voice/voice-line.ts';
import type { SharedState } from './shared-state.ts';
import type { Speech } from './speech.ts';
import type { Storage } from './storage.ts';

interface TelephonyParts {
  config: Config;
  logger: Logger;
  events: Events;
  clock: Clock;
  storage: Storage;
  shared: SharedState;
  accounts: Accounts;
  talks: Talks;
  voices: VoiceLines;
  speech: Speech;
  isDraining: () => boolean;
}

/** The telephone's doors. Without Twilio's auth token they are there all the same, and refuse everything. */
export function openTelephony(parts: TelephonyParts, stack: AsyncDisposableStack) {
  const { config, clock, logger, accounts, talks, shared, storage } = parts;
  const { telephony } = config;
  const { calls: store, conversations, messages, passages } = storage.stores;
  const on = telephony.kind === 'twilio';
  const overrides = on ? telephony.overrides : undefined;
  const signatures = on ? createSignatureCheck(telephony.authToken, telephony.publicUrl, overrides) : undefined;
  const transferNumber = on ? telephony.transferNumber : undefined;
  const publicUrl = on ? telephony.publicUrl : '';
  const textMessages = on && telephony.sms ? connectMessages(telephony) : undefined;
  const events = parts.events.calls;
  const calls = createCalls({
    store,
    phoneLinks: accounts.phoneLinks,
    conversations,
    messages,
    talks,
    rateLimiter: shared.rateLimiter,
    signals: shared.signals,
    clock,
    events,
    authToken: on ? telephony.authToken : '',
    mode: on ? telephony.mode : 'relay',
    maxCalls: on ? telephony.maxCalls : 0,
    usdPerMinute: on ? telephony.usdPerMinute : 0,
  });
  stack.defer(() => calls.close());
  const own = { logger: logger.child({ name: 'telephony' }), phoneLinks: accounts.phoneLinks };
  const access = createCallAccess({ ...own, signals: shared.signals });
  stack.defer(() => access.close());
  const session = {
    ...own,
    calls,
    access,
    // In the order in which a call tells them; whatever else is worth a word at its beginning joins here.
    greetings: [lastTalk({ messages, passages })],
    passages,
    modes: new SpokenModes(TAUGHT),
    transferNumber,
    talks,
    eventLog: shared.eventLog,
    messages,
    clock,
  };
  const stream = on && telephony.mode === 'stream' ? openStream(parts, session, stack) : undefined;
  const gather = createGatherCalls(session);
  const tellAfter = (call: Call, phone: string) =>
    afterCall({ ...session, topics: { messages, passages }, messages: textMessages, publicUrl }, call, phone);
  const watch = createCallWatch({ ...session, store, gather, afterCall: tellAfter });
  watch.start();
  stack.defer(() => watch.stop());
  const router = createTwilioWebhooks({
    calls,
    gather,
    twiml: { publicUrl, relay: on ? telephony.relay : {}, overrides },
    transferNumber,
    answerSms: (sms) => answerSms({ ...session, conversations, publicUrl }, sms),
    afterCall: tellAfter,
    signatures,
    rateLimiter: shared.rateLimiter,
    events,
    isDraining: parts.isDraining,
  });
  return {
    router,
    records: createCallRecords({ calls: store, messages, passages, accounts: storage.stores.accounts }),
    gateway: createTelephonyGateway({
      ...shared,
      ...config.http,
      ...session,
      signatures,
      relay: session,
      stream,
      events,
    }),
  };
}

/** Raw sound needs services that hear and speak; the configuration has seen to that. */
function openStream(
  { clock, logger, voices, speech: { textToSpeech } }: TelephonyParts,
  session: CallSessionDeps,
  stack: AsyncDisposableStack,
) {
  if (!textToSpeech) return undefined;
  const voiceActivity = createSileroVoiceActivity({ clock, logger });
  stack.defer(() => voiceActivity.close());
  return { ...session, clock, logger: session.logger, voices, textToSpeech, voiceActivity };
}

function connectMessages({ accountSid, authToken, number }: Extract<TelephonyConfig, { kind: 'twilio' }>) {
  return createTwilioMessages({ accountSid, authToken, from: number, baseUrl: 'https://api.twilio.com' });
}
