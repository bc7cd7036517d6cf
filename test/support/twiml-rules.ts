import type { Verb } from './twiml.ts';

type Check = (value: string) => boolean;

/** What an element may hold. */
interface Rule {
  attributes: Record<string, Check>;
  required?: readonly string[];
  children?: readonly string[];
  text?: Check;
}

/** Bytes of one `<Say>`, characters of a parameter with its name, and of a text message. */
const MOST_SAID = 4096;
const MOST_PARAMETER = 500;
const MOST_MESSAGE = 1600;

const anything: Check = () => true;
const flag = oneOf('true', 'false');
const method = oneOf('GET', 'POST');
const whole: Check = (value) => /^[1-9]\d*$/.test(value);
const language: Check = (value) => /^[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|\d{3}))?$/.test(value) || value === 'multi';
/** Behind `#` stand connection overrides. */
const address: Check = (value) => /^(https:\/\/[^\s#]+|\/[^\s#]*)(#\w+=[\w,-]+(&\w+=[\w,-]+)*)?$/.test(value);
const socket: Check = (value) => /^wss:\/\/[^\s#]+$/.test(value);
const interrupts = oneOf('none', 'dtmf', 'speech', 'any', 'true', 'false');
const msBetween =
  (least: number, most: number): Check =>
  (value) =>
    whole(value) && Number(value) >= least && Number(value) <= most;

/** As the manual has them; a dagger there means: seen in newer types only. */
const RULES: Record<string, Rule> = {
  Say: {
    attributes: { language, voice: anything, loop: (value) => /^\d+$/.test(value) },
    text: (text) => text.trim() !== '' && Buffer.byteLength(text) <= MOST_SAID,
  },
  Gather: {
    attributes: {
      ...{ action: address, method, actionOnEmptyResult: flag, language, hints: anything, speechModel: anything },
      input: oneOf('dtmf', 'speech', 'dtmf speech', 'speech dtmf'),
      ...{ timeout: whole, numDigits: whole, maxSpeechTime: whole, profanityFilter: flag, bargeIn: flag },
      speechTimeout: (value) => value === 'auto' || whole(value),
      finishOnKey: (value) => /^[0-9*#]?$/.test(value),
    },
    children: ['Say', 'Pause'],
  },
  Connect: { attributes: { action: address, method }, children: ['ConversationRelay', 'Stream'] },
  ConversationRelay: {
    attributes: {
      ...{
        url: socket,
        welcomeGreeting: anything,
        welcomeGreetingInterruptible: interrupts,
        interruptible: interrupts,
      },
      ...{ language, ttsLanguage: language, transcriptionLanguage: language, voice: anything, hints: anything },
      ttsProvider: oneOf('Google', 'Amazon', 'ElevenLabs'),
      transcriptionProvider: oneOf('Google', 'Deepgram'),
      interruptSensitivity: oneOf('low', 'medium', 'high'),
      reportInputDuringAgentSpeech: interrupts,
      ...{ speechModel: anything, dtmfDetection: flag, preemptible: flag, debug: anything },
      speechTimeout: msBetween(600, 5000),
      eotThreshold: (value) => Number(value) >= 0.5 && Number(value) <= 0.9,
      ...{ partialPrompts: flag, ignoreBackchannel: flag },
    },
    required: ['url'],
    children: ['Language', 'Parameter'],
  },
  Language: {
    attributes: {
      ...{ code: language, voice: anything, speechModel: anything },
      ttsProvider: oneOf('Google', 'Amazon', 'ElevenLabs'),
      transcriptionProvider: oneOf('Google', 'Deepgram'),
    },
    required: ['code'],
  },
  Stream: {
    // Without a query: what is to be known there goes into parameters.
    attributes: {
      url: (value) => socket(value) && !value.includes('?'),
      name: anything,
      track: oneOf('inbound_track'),
    },
    required: ['url'],
    children: ['Parameter'],
  },
  Parameter: { attributes: { name: anything, value: anything }, required: ['name', 'value'] },
  Redirect: { attributes: { method }, text: address },
  Pause: { attributes: { length: whole } },
  Dial: {
    attributes: { action: address, method, timeout: whole, callerId: anything, timeLimit: whole },
    text: (text) => /^\+[1-9]\d{6,14}$/.test(text),
  },
  Hangup: { attributes: {} },
  Message: {
    attributes: { to: anything, from: anything, action: address, method },
    text: (text) => text.trim() !== '' && text.length <= MOST_MESSAGE,
  },
};
const VOICE = ['Say', 'Gather', 'Connect', 'Redirect', 'Pause', 'Dial', 'Hangup'];
const MESSAGING = ['Message', 'Redirect'];

/** What of a call's document Twilio would leave out, warn of or refuse, in words. */
export function wrongInTwiml(verbs: Verb[]): string[] {
  return verbs.flatMap((verb) => wrongIn(verb, VOICE, 'Response'));
}

/** The same for the answer to a text message. */
export function wrongInMessaging(verbs: Verb[]): string[] {
  return verbs.flatMap((verb) => wrongIn(verb, MESSAGING, 'Response'));
}

function wrongIn(verb: Verb, allowed: readonly string[], parent: string): string[] {
  const { name, attributes, children, text } = verb;
  const rule = RULES[name];
  if (!rule || !allowed.includes(name)) return [`<${name}> in <${parent}>`];
  const wrong = Object.entries(attributes)
    .filter(([key, value]) => rule.attributes[key]?.(value) !== true)
    .map(([key, value]) => `${key}="${value}" of <${name}>`);
  const missing = (rule.required ?? []).filter((key) => !attributes[key]).map((key) => `<${name}> without ${key}`);
  const isTextRight = rule.text ? rule.text(text) : text.trim() === '';
  if (!isTextRight)
    wrong.push(`what <${name}> holds: ${JSON.stringify(text.slice(0, 80))} (${text.length} characters)`);
  if (name === 'Connect' && children.length !== 1) wrong.push('<Connect> to other than one thing');
  if (name === 'Parameter' && `${attributes['name']}${attributes['value']}`.length > MOST_PARAMETER)
    wrong.push(`a parameter of more than ${MOST_PARAMETER} characters`);
  return [...wrong, ...missing, ...children.flatMap((child) => wrongIn(child, rule.children ?? [], name))];
}

function oneOf(...values: string[]): Check {
  return (value) => values.includes(value);
}
