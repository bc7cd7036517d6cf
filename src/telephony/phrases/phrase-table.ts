import type { VoiceTag } from '../voice-tag.ts';

/** What a caller is told of what they said: the codes that a spoken line tells. */
export type HeardNotice =
  | 'speech_not_understood'
  | 'speech_kept'
  | 'speech_lost'
  | 'speech_not_taken'
  | 'speech_too_long';

/** What the tutor says on the telephone beside its answers, by language. `{…}` is filled in. */
export interface Phrases {
  /** Of the voice that says them. */
  tag: VoiceTag;
  hello: string;
  askSubject: string;
  /** A talk that was broken off is offered. */
  goOn: string;
  /** What the tutor is asked when the offer is taken: says all that is needed by itself. */
  goOnQuestion: string;
  /** What the talk was about, and the offer again. */
  lastTime: string;
  backAgain: string;
  unlinked: string;
  askCode: string;
  wrongCode: string;
  linked: string;
  /** To digits that look like a code, from a number that has an account. */
  alreadyLinked: string;
  askPin: string;
  wrongPin: string;
  tooManyTries: string;
  busy: string;
  /** `{modes}` is what the modes themselves tell. */
  help: string;
  modeOff: string;
  language: string;
  filler: string;
  failed: string;
  /** What happened to what the caller said, where our own services hear. */
  notices: Record<HeardNotice, string>;
  /** The talk was deleted in the app while the call went on. */
  begunAnew: string;
  nothingToRepeat: string;
  skipped: string;
  holdOn: string;
  /** The caller is there again after that. */
  backFromHold: string;
  stillThere: [string, string];
  noAccess: string;
  goodbye: string;
  /** What was talked about in this call, and what to come back to; how much was asked where no subject can be named. */
  summary: { about: string; next: string; one: string; many: string };
  transfer: string;
  noTransfer: string;
  message: string;
  smsLocked: string;
  /** To a picture or a sound; its words, if it has any, are answered after it. */
  smsMedia: string;
  smsLater: string;
}
