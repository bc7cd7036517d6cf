import MessagingResponse from 'twilio/lib/twiml/MessagingResponse.js';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import type { Patience } from '../protocol/common.ts';
import type { Saying } from './gather-voice.ts';
import { HOLD_ON_MS } from './silence.ts';
import type { VoiceTag } from './voice-tag.ts';

/** Long enough for most servers to be there again. */
const RESUME_AFTER_S = 5;
/** Silence after which a turn of nothing comes, in seconds. */
const LISTEN_S = 12;

/** Between two parts of an answer it is listened as short as Twilio does, in seconds: the caller is waiting. */
const BETWEEN_PARTS_S = 1;

/** UTF-16 units of at most three bytes each. */
const PART_OF_SAYING = /\S[\s\S]{0,1000}(?=\s|$)|\S{1,1000}/g;

/** Attributes of `<ConversationRelay>` that an operator set, e.g. a voice. */
type RelayAttributes = Record<string, string>;

/** Where Twilio finds us, and how calls are set up. */
export interface TwimlOptions {
  /** `https://…` without a path. */
  publicUrl: string;
  relay: RelayAttributes;
  /** Connection overrides of the addresses that Twilio is to ask, without `#`: how often it tries, and after what. */
  overrides?: string | undefined;
}

/**
 * Where Twilio hears, its own ear decides that a caller has finished, and can't tell a pause for thinking by the words: so it is
 * told how long to wait. In ConversationRelay ms, and how sure it has to be; in a gather seconds, `auto` being as soon as it thinks so.
 * What Twilio doesn't know it leaves out.
 */
const WAITS: Readonly<Record<Patience, { relay: RelayAttributes; gather: string }>> = {
  patient: { relay: { speechTimeout: '2000', eotThreshold: '0.8' }, gather: '2' },
  quick: { relay: { speechTimeout: '800', eotThreshold: '0.6' }, gather: 'auto' },
};

export interface SocketCall {
  /** Ties the socket to the call that was answered; good once. */
  token: string;
  /** In which the caller is understood and spoken to. */
  language: VoiceTag;
  patience: Patience;
  /** The caller's number, which a stream doesn't bring by itself. */
  from: string;
}

/**
 * Twilio hears and speaks, we exchange text. The greeting is said by us over the socket, so that it can name the learner.
 * What the operator says goes before what the learner chose.
 */
export function relayTwiml(twiml: TwimlOptions, { token, language, patience }: SocketCall): string {
  const response = new VoiceResponse();
  const attributes = {
    url: `${socketOrigin(twiml.publicUrl)}/twilio/relay`,
    language,
    dtmfDetection: true,
    interruptible: 'any',
    interruptSensitivity: 'medium',
    ...WAITS[patience].relay,
    ...twiml.relay,
  };
  response
    .connect({ action: at(twiml, 'relay-ended') })
    .conversationRelay(attributes)
    .parameter({ name: 'token', value: token });
  return response.toString();
}

/** Raw sound in both directions, over our own speech services. */
export function streamTwiml(twiml: TwimlOptions, { token, from }: SocketCall): string {
  const response = new VoiceResponse();
  const stream = response
    .connect({ action: at(twiml, 'relay-ended') })
    .stream({ url: `${socketOrigin(twiml.publicUrl)}/twilio/stream` });
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
  held: boolean;
  patience: Patience;
}

/** Says something and listens: one turn a webhook. */
export function gatherTwiml(twiml: TwimlOptions, call: GatherTurn): string {
  const { say, language, turn, digits, held, patience } = call;
  const response = new VoiceResponse();
  const action = at(twiml, `gather?turn=${turn}${held ? '&held=1' : ''}`);
  const gather = response.gather({
    input: digits === undefined ? ['speech', 'dtmf'] : ['dtmf', 'speech'],
    action,
    actionOnEmptyResult: true,
    speechTimeout: WAITS[patience].gather,
    timeout: held ? HOLD_ON_MS / 1000 : LISTEN_S,
    language,
    // A key is a wish, the hash key too: Twilio would take it for the end of what was typed, and tell nothing.
    ...(digits === undefined
      ? { numDigits: 1, finishOnKey: '' }
      : digits > 0
        ? { numDigits: digits }
        : { finishOnKey: '#' }),
  });
  sayAll(gather, say);
  return response.toString();
}

/**
 * Says something and comes back for the rest: an answer that takes longer than a webhook may. Who speaks or presses a key meanwhile is
 * heard; where nobody does, Twilio goes on to the redirect.
 */
export function waitTwiml(twiml: TwimlOptions, call: Omit<GatherTurn, 'held'>, part: number): string {
  const { say, language, turn, digits, patience } = call;
  const response = new VoiceResponse();
  // Digits that are typed slowly would be torn apart.
  if (digits !== undefined) sayAll(response, say);
  if (digits !== undefined && say.length === 0) response.pause({ length: 1 });
  if (digits === undefined) {
    const gather = response.gather({
      input: ['speech', 'dtmf'],
      action: at(twiml, `gather?turn=${turn}`),
      speechTimeout: WAITS[patience].gather,
      timeout: BETWEEN_PARTS_S,
      language,
      numDigits: 1,
      finishOnKey: '',
    });
    sayAll(gather, say);
  }
  response.redirect(at(twiml, `gather?turn=${turn}&part=${part}`));
  return response.toString();
}

/** This server is about to stop: the call is asked for again, when another node or this one, restarted, may answer. */
export function resumeTwiml(twiml: TwimlOptions): string {
  const response = new VoiceResponse();
  response.pause({ length: RESUME_AFTER_S });
  response.redirect(at(twiml, 'resume'));
  return response.toString();
}

/** The same for a turn of a call that goes turn by turn: what the caller did in it is kept for whoever takes it up. */
export function handOnTwiml(twiml: TwimlOptions, turn: number): string {
  const response = new VoiceResponse();
  response.pause({ length: RESUME_AFTER_S });
  response.redirect(at(twiml, `gather?turn=${turn}&handed=1`));
  return response.toString();
}

/** The last words of a call. */
export function hangUpTwiml(say: Saying[]): string {
  const response = new VoiceResponse();
  sayAll(response, say);
  response.hangup();
  return response.toString();
}

/** Puts the caller through; Twilio tells at the end of it whether anybody answered. */
export function transferTwiml(twiml: TwimlOptions, say: Saying[], number: string): string {
  const response = new VoiceResponse();
  sayAll(response, say);
  response.dial({ action: at(twiml, 'dialled') }, number);
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

/** One instruction takes 4 KB at most: long texts are said in several, parted between words. */
function sayAll(where: Pick<VoiceResponse, 'say'>, say: readonly Saying[]): void {
  for (const { text, language } of say) {
    for (const part of text.match(PART_OF_SAYING) ?? []) where.say({ language }, part);
  }
}

/** An address of ours, as Twilio is told it. */
function at({ publicUrl, overrides }: TwimlOptions, path: string): string {
  return `${publicUrl}/twilio/${path}${overrides === undefined ? '' : `#${overrides}`}`;
}

function socketOrigin(publicUrl: string): string {
  return publicUrl.replace(/^http/, 'ws');
}
