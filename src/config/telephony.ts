import { ConfigError } from './config-error.ts';
import type { Env } from './env.ts';
import type { SpeechConfig } from './speech.ts';

/** How the tutor speaks on the telephone; `off` refuses every call. */
export type TelephonyConfig = { kind: 'off' } | TwilioConfig;

interface TwilioConfig {
  kind: 'twilio';
  accountSid: string;
  authToken: string;
  /** The tutor's own number, E.164. */
  number: string;
  mode: Env['TWILIO_MODE'];
  /** A human's number that callers can be put through to, E.164. */
  transferNumber?: string | undefined;
  /** Whether text messages are sent after calls. */
  sms: boolean;
  /** Calls at the same time, on one node. */
  maxCalls: number;
  /** US dollars a minute, for the estimate of what a call costs. */
  usdPerMinute: number;
  /** Attributes of ConversationRelay that the operator chose, such as a voice. */
  relay: Record<string, string>;
  /** Connection overrides for the addresses that Twilio is told, without `#`. */
  overrides?: string | undefined;
  /** Where Twilio reaches this server, `https://…` without a path. */
  publicUrl: string;
}

const NEEDED = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_PHONE_NUMBER'] as const;

/** Throws ConfigError for a telephone that is set up by half. */
export function telephonyConfig(env: Env, speech: SpeechConfig): TelephonyConfig {
  const set = NEEDED.filter((name) => env[name] !== undefined);
  const missing = NEEDED.filter((name) => env[name] === undefined);
  if (set.length > 0 && missing.length > 0) {
    const lacks = missing.length === 1 ? `${missing[0]} is not` : `${missing.join(' and ')} are not`;
    throw new ConfigError(`${set[0]} is set but ${lacks}: the telephone needs ${NEEDED.join(', ')}.`);
  }
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_PHONE_NUMBER: number } = env;
  if (accountSid === undefined || authToken === undefined || number === undefined) return { kind: 'off' };
  if (!env.PUBLIC_URL?.startsWith('https:')) {
    throw new ConfigError(
      'PUBLIC_URL must be an https address when TWILIO_ACCOUNT_SID is set: Twilio calls it, and signs it.',
    );
  }
  if (env.TWILIO_MODE === 'stream' && (speech.speechToText.length === 0 || speech.textToSpeech.length === 0)) {
    throw new ConfigError(
      'TWILIO_MODE is stream, which needs services of STT_PROVIDER and TTS_PROVIDER that hear and speak.',
    );
  }
  return {
    kind: 'twilio',
    accountSid,
    authToken,
    number,
    mode: env.TWILIO_MODE,
    transferNumber: env.TWILIO_TRANSFER_NUMBER,
    sms: env.TWILIO_SMS === 'on',
    maxCalls: env.TWILIO_MAX_CALLS,
    usdPerMinute: env.TWILIO_USD_PER_MINUTE,
    relay: env.TWILIO_RELAY ?? {},
    overrides: env.TWILIO_OVERRIDES,
    publicUrl: new URL(env.PUBLIC_URL).origin,
  };
}
