import MessagingResponse from 'twilio/lib/twiml/MessagingResponse.js';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import type { Saying } from './gather-voice.ts';
import { HOLD_ON_MS } from './silence.ts';
import type { VoiceTag } from './voice-tag.ts';

/** Long enough for most servers to be there again. */
const RESUME_AFTER_S = 5;
/** Silence after which a turn of nothing comes, in seconds. */
const LISTEN_S = 12;

/** Attributes of `<ConversationRelay>` that an operator set, e.g. a voice. */
type RelayAttributes = Record<string, string>;

/** Where Twilio finds us, and how calls are set up. */
export interface TwimlOptions {
  /** `https://…` without a path. */
  publicUrl: string;
  relay: RelayAttributes;
}

export interface SocketCall {
  /** Ties the socket to the call that was answered; good once. */
  token: string;
  /** In which the caller is understood and spoken to. */
  language: VoiceTag;
  /** The caller's number, which a stream doesn't bring by itself. */
  from: string;
}

/**
 * Twilio hears and speaks, we exchange text. The greeting is said by us over the socket, so that it can name the learner.
 * Learners think slowly: the wait before a prompt is the longest that there is unless the operator says otherwise.
 */
export function relayTwiml({ publicUrl, relay }: TwimlOptions, { token, language }: SocketCall): string {
  const response = new VoiceResponse();
  const attributes = {
    url: `${socketOrigin(publicUrl)}/twilio/relay`,
    language,
    dtmfDetection: true,
    interruptible: 'any',
    interruptSensitivity: 'medium',
    ...relay,
  };
  response
    .connect({ action: `${publicUrl}/twilio/relay-ended` })
    .conversationRelay(attributes)
    .parameter({ name: 'token', value: token });
  return response.toString();
}

/** Raw sound in both directions, over our own speech services. */
export function streamTwiml({ publicUrl }: TwimlOptions, { token, from }: SocketCall): string {
  const response = new VoiceResponse();
  const stream = response
    .connect({ action: `${publicUrl}/twilio/relay-ended` })
    .stream({ url: `${socketOrigin(publicUrl)}/twilio/stream` });
  stream.parameter({ name: 'token', value: token });
  stream.parameter({ name: 'from', value: from });
  return response.toString();
}

export interface GatherTurn {
  say: Saying[];
  /** In which the caller is understood. */
  language: VoiceTag;
  /** Number of the turn, which makes a webhook that is delivered twice recognisable. */
  turn: number;
  /** Digits wanted instead of words. */
  digits?: number | undefined;
  /** The caller asked for time. */
  patient: boolean;
}

/** Says something and listens: one turn a webhook. */
export function gatherTwiml({ publicUrl }: TwimlOptions, { say, language, turn, digits, patient }: GatherTurn): string {
  const response = new VoiceResponse();
  const action = `${publicUrl}/twilio/gather?turn=${turn}`;
  const gather = response.gather({
    input: digits === undefined ? ['speech', 'dtmf'] : ['dtmf', 'speech'],
    action,
    actionOnEmptyResult: true,
    speechTimeout: 'auto',
    timeout: patient ? HOLD_ON_MS / 1000 : LISTEN_S,
    language,
    ...(digits === undefined ? { numDigits: 1 } : digits > 0 ? { numDigits: digits } : { finishOnKey: '#' }),
  });
  for (const { text, language: tag } of say) gather.say({ language: tag }, text);
  return response.toString();
}

/** Says something and comes back for the rest: an answer that takes longer than a webhook may. */
export function waitTwiml(
  { publicUrl }: TwimlOptions,
  { say, turn }: Pick<GatherTurn, 'say' | 'turn'>,
  part: number,
): string {
  const response = new VoiceResponse();
  for (const { text, language } of say) response.say({ language }, text);
  if (say.length === 0) response.pause({ length: 1 });
  response.redirect(`${publicUrl}/twilio/gather?turn=${turn}&part=${part}`);
  return response.toString();
}

/** This server is about to stop: the call is asked for again, when another node or this one, restarted, may answer. */
export function resumeTwiml({ publicUrl }: TwimlOptions): string {
  const response = new VoiceResponse();
  response.pause({ length: RESUME_AFTER_S });
  response.redirect(`${publicUrl}/twilio/resume`);
  return response.toString();
}

/** The last words of a call. */
export function hangUpTwiml(say: Saying[]): string {
  const response = new VoiceResponse();
  for (const { text, language } of say) response.say({ language }, text);
  response.hangup();
  return response.toString();
}

export function transferTwiml(say: Saying[], number: string): string {
  const response = new VoiceResponse();
  for (const { text, language } of say) response.say({ language }, text);
  response.dial(number);
  return response.toString();
}

/** Answers a text message; with nothing where Twilio itself has the answer. */
export function smsTwiml(text: string | undefined): string {
  const response = new MessagingResponse();
  if (text !== undefined) response.message(text);
  return response.toString();
}

/** Nothing more to say: the call ends, or goes on as it is. */
export function emptyTwiml(): string {
  return new VoiceResponse().toString();
}

function socketOrigin(publicUrl: string): string {
  return publicUrl.replace(/^http/, 'ws');
}
