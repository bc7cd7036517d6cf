import { isGoodbye } from '../spoken/courtesies/goodbye.ts';
import { wholeUtterance } from '../spoken/courtesies/whole-utterance.ts';
import type { Intent } from './intent.ts';
import { COMMANDS_ELSEWHERE } from './intents-elsewhere.ts';
import { wishedLanguage } from './language-wishes.ts';
import { wantsNewSubject } from './replies.ts';
import type { SpokenModes } from './spoken-modes.ts';

export type { Intent } from './intent.ts';

/** Whole utterances, in small letters and without punctuation: "goodbye" inside a sentence is a word like any other. */
const COMMANDS: readonly [RegExp, Intent][] = [
  [
    /^((can|could) you )?(please )?(repeat( that| it)?|say (that|it) again|(what|pardon|sorry) what did you say|come again|repite( eso)?|otra vez|wiederhole?( das)?|noch ?mal( bitte)?|wie bitte|répète( ça)?)( please| por favor| bitte| s il te plaît)?$/u,
    { type: 'repeat' },
  ],
  [
    /^(please )?(skip( that| this| it)?|next( question)?|siguiente|salta|weiter|überspringen?|passe|suivante?)( please| por favor| bitte)?$/u,
    { type: 'skip' },
  ],
  [/^(help( me)?|what can (you|i) (do|say)|ayuda|hilfe|aide|à l aide)( please| por favor| bitte)?$/u, { type: 'help' }],
  [
    /^(please )?(hold on|hang on|wait( a| one)?( moment| minute| second)?|one (moment|second|minute)|just a (moment|second|minute)|give me a (moment|second|minute)|un momento|espera( un momento)?|(einen )?moment( bitte| mal)?|warte( mal| bitte)?|un (moment|instant)|attends?( un (moment|instant))?)( please| por favor| bitte| s il te plaît)?$/u,
    { type: 'hold_on' },
  ],
  [
    /^((i want|i d like|can i|let me|please) )?(to )?(talk|speak) (to|with) (a|an|the)? ?(human|person|operator|agent|somebody|someone)( please)?$|^(quiero|quisiera|puedo) hablar con (una persona|un operador|alguien)( por favor)?$|^(ich möchte|ich will|kann ich)( bitte)? mit (einem menschen|einer person|jemandem) (sprechen|reden)( bitte)?$|^(je (veux|voudrais)|est ce que je peux|puis je) parler (à|avec) (une personne|un humain|un opérateur|quelqu un)( s il (te|vous) plaît)?$/u,
    { type: 'human' },
  ],
  ...COMMANDS_ELSEWHERE,
];

/** Words of a goodbye that say hello as well, and what may stand around them in a hello. */
const HELLO_TOO = /^(salut|ciao|tschau|chao|tutor|good|day|evening)$/u;
/**
 * What a whole utterance asks of the call; undefined: it is for the tutor.
 * @param modes those that the tutor teaches
 * @param first the caller has said nothing before: "salut" answers the greeting
 */
export function intentOf(utterance: string, modes: SpokenModes, first = false): Intent | undefined {
  const said = wholeUtterance(utterance);
  if (said === undefined) return undefined;
  const isHello = first && said.split(' ').every((word) => HELLO_TOO.test(word));
  if (isGoodbye(said) && !isHello) return { type: 'goodbye' };
  if (wantsNewSubject(utterance)) return { type: 'new_subject' };
  const language = wishedLanguage(said);
  if (language !== undefined) return { type: 'language', language };
  const mode = modes.ofWords(said);
  if (mode !== undefined) return { type: 'mode', mode };
  return COMMANDS.find(([pattern]) => pattern.test(said))?.[1];
}

const KEYS: Readonly<Partial<Record<string, Intent>>> = {
  '0': { type: 'help' },
  '*': { type: 'repeat' },
  '#': { type: 'skip' },
};

/** Keys during a talk. */
export function intentOfKey(digit: string, modes: SpokenModes): Intent | undefined {
  const mode = modes.ofKey(digit);
  return mode === undefined ? KEYS[digit] : { type: 'mode', mode };
}
