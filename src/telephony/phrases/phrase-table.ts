import type { VoiceTag } from '../voice-tag.ts';

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
  askPin: string;
  wrongPin: string;
  tooManyTries: string;
  busy: string;
  help: string;
  mode: { tutor: string; explain: string };
  modeOff: string;
  language: string;
  filler: string;
  failed: string;
  nothingToRepeat: string;
  skipped: string;
  holdOn: string;
  stillThere: [string, string];
  noAccess: string;
  goodbye: string;
  /** What was asked in this call. */
  summary: { one: string; many: string };
  transfer: string;
  noTransfer: string;
  message: string;
  smsLocked: string;
  smsLater: string;
}
