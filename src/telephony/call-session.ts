import type { PhoneLinks } from '../accounts/phone-links.ts';
import { AppError, toAppError } from '../errors.ts';
import type { Call } from '../ports/call-store.ts';
import type { CallAccess } from './call-access.ts';
import { CallEntry, limitEntry } from './call-entry.ts';
import type { CallVoice } from './call-voice.ts';
import { CallersTalk } from './callers-talk.ts';
import type { Caller, Calls } from './calls.ts';
import { type GreetingDeps, greetingOf, type Offer } from './greeting.ts';
import { type Intent, intentOf, intentOfKey } from './intents.ts';
import { fill, type Phrases, phrasesFor } from './phrases.ts';
import { type Reply, replyOf } from './replies.ts';
import { TextAnswers, type TextAnswersDeps } from './text-answers.ts';
import { voiceTag } from './voice-tag.ts';

export interface CallSessionDeps extends TextAnswersDeps, GreetingDeps {
  calls: Calls;
  access: CallAccess;
  phoneLinks: PhoneLinks;
  transferNumber: string | undefined;
  /** How a caller talks, once it is certain who they are; by exchanging text when left out. */
  openTalk?: ((caller: Caller) => CallersTalk) | undefined;
}

/** One call from its first word to its last, whatever carries it: who calls, what they want, what the tutor says. */
export class CallSession {
  readonly #deps: CallSessionDeps;
  readonly #call: Call;
  readonly #phone: string;
  readonly #voice: CallVoice;
  #entry: CallEntry | undefined;
  #talk: CallersTalk | undefined;
  /** What the caller was asked whether to begin with, until they talk of something. */
  #offer: Offer | undefined;
  #unfollow: () => void = () => undefined;
  #cancelEntryLimit: () => void = () => undefined;
  #over = false;
  #callerHasSpoken = false;
  /** What the voice says, or said last, is an answer; not words of the call itself, which nobody keeps. */
  #answering = false;

  private constructor(deps: CallSessionDeps, call: Call, phone: string, voice: CallVoice) {
    this.#deps = deps;
    this.#call = call;
    this.#phone = phone;
    this.#voice = voice;
  }

  /** Takes a call up: a known caller goes on, everybody else stands before the door. */
  static async open(deps: CallSessionDeps, call: Call, phone: string, voice: CallVoice): Promise<CallSession> {
    const session = new CallSession(deps, call, phone, voice);
    const caller = await deps.calls.caller(call, phone);
    if (caller) session.#begin(caller);
    else await session.#stand();
    return session;
  }

  /** The caller may not go on: what they say is nobody's any more, and the last words are being said. */
  get over(): boolean {
    return this.#over;
  }

  get phrases(): Phrases {
    return this.#talk?.phrases ?? phrasesFor(this.#entry?.language);
  }

  /** Digits that are waited for; undefined: words. 0: as many as the caller ends with the hash key. */
  get wantedDigits(): number | undefined {
    return this.#entry && (this.#entry.digits ?? 0);
  }

  /** The first words of a call, or of what is left of it after its line was lost. */
  async greet(goesOn: boolean): Promise<void> {
    const { phrases } = this;
    if (this.#talk) {
      this.#phrase(goesOn ? phrases.backAgain : await this.#greeting(this.#talk));
    } else if (this.#entry) {
      if (this.#entry.gate === 'code' && !goesOn) this.#phrase(phrases.unlinked);
      this.#phrase(this.#entry.question(phrases));
    }
    this.#voice.yourTurn();
  }

  /** @param id of the message it becomes: one that is delivered twice is not asked twice. */
  async heard(utterance: string, id?: string): Promise<void> {
    if (this.#over) return;
    if (utterance.trim() === '') return this.#voice.yourTurn();
    const talk = this.#talk;
    if (!talk) return this.#enter((entry) => entry.said(utterance, this.phrases));
    if (!(await this.command(utterance, id))) await this.#ask(talk, utterance, id);
  }

  /** Carries out what was meant for the call itself. @returns whether it was. */
  async command(utterance: string, id?: string): Promise<boolean> {
    if (this.#over) return true;
    const talk = this.#talk;
    if (!talk) return false;
    const reply = this.#offer && replyOf(utterance);
    const intent = intentOf(utterance, !this.#callerHasSpoken);
    this.#callerHasSpoken = true;
    if (reply && this.#offer) await this.#take(reply, this.#offer, talk, id);
    else if (intent) await this.#carryOut(intent, talk);
    else this.#offer = undefined;
    return reply !== undefined || intent !== undefined;
  }

  async pressed(digit: string): Promise<void> {
    if (this.#over) return;
    const talk = this.#talk;
    if (!talk) return this.#enter((entry) => entry.press(digit, this.phrases));
    const intent = intentOfKey(digit);
    if (intent) await this.#carryOut(intent, talk);
  }

  /** Digits that came all at once. */
  async typed(digits: string): Promise<void> {
    if (this.#over) return;
    if (this.#talk) return this.pressed(digits.slice(0, 1));
    await this.#enter((entry) => entry.enter(digits, this.phrases));
  }

  /** The caller spoke over the tutor. @param utterance what had been said of the answer; left out: all that was given. */
  async interrupted(utterance?: string): Promise<void> {
    await this.#talk?.stop(this.#answering ? utterance : undefined);
  }

  /** Whether a key means anything now. */
  heeds(digit: string): boolean {
    return !this.#talk || intentOfKey(digit) !== undefined;
  }

  /** Nobody has spoken for long. */
  async silent(time: number): Promise<void> {
    if (this.#over) return;
    this.#phrase(this.phrases.stillThere[time === 1 ? 0 : 1]);
    this.#voice.yourTurn();
  }

  /** Looks whether the caller's number still opens the account; ends the call where it doesn't. */
  async lookAgain(): Promise<void> {
    const { access } = this.#deps;
    if (this.#talk && !(await access.holds(this.#talk.learner.id, this.#phone))) await this.#shutOut();
  }

  /** Says goodbye and ends the call. */
  async leave(): Promise<void> {
    if (this.#over) return;
    await this.#talk?.stop();
    const { phrases } = this;
    if (this.#talk && this.#talk.asked > 0) {
      const { asked } = this.#talk;
      this.#phrase(asked === 1 ? phrases.summary.one : fill(phrases.summary.many, { count: asked }));
    }
    this.#phrase(phrases.goodbye);
    this.#voice.hangUp();
  }

  /** The line is gone; an answer that was being given is stopped where it was. @param utterance as for `interrupted` */
  async close(utterance?: string): Promise<void> {
    this.release();
    await this.interrupted(utterance);
  }

  /** The line is gone; an answer that was being given waits for another one. */
  release(): void {
    this.#cancelEntryLimit();
    this.#unfollow();
  }

  async #stand(): Promise<void> {
    const owner = await this.#deps.calls.linkOf(this.#phone);
    if (owner && owner.link.pinHash === undefined) this.#begin(await this.#deps.calls.identify(this.#call, owner));
    else {
      this.#entry = new CallEntry(this.#deps.phoneLinks, this.#phone, owner);
      this.#voice.speak(voiceTag(this.#entry.language));
      this.#cancelEntryLimit = limitEntry(this.#deps.clock, this.#call, () => {
        this.#over = true;
        this.#phrase(this.phrases.goodbye);
        this.#voice.hangUp();
      });
    }
  }

  #begin(caller: Caller): void {
    this.#entry = undefined;
    this.#cancelEntryLimit();
    this.#offer = undefined;
    this.#unfollow();
    this.#unfollow = this.#deps.access.follow(caller.learner.id, this.#phone, () => {
      this.#shutOut().catch((error: unknown) => this.#deps.logger.error({ err: error }, 'a call could not be ended'));
    });
    const { openTalk, talks } = this.#deps;
    this.#talk = openTalk?.(caller) ?? new CallersTalk(talks, caller, new TextAnswers(this.#deps));
    this.#voice.speak(this.#talk.language);
  }

  async #enter(attempt: (entry: CallEntry) => ReturnType<CallEntry['press']>): Promise<void> {
    if (!this.#entry) throw new AppError({ code: 'internal', status: 500, message: 'A call without talk or entry.' });
    const entered = await attempt(this.#entry);
    if (!entered) return;
    if (entered.outcome !== 'open') {
      this.#phrase(entered.say);
      if (entered.outcome === 'over') this.#voice.hangUp();
      else this.#voice.yourTurn();
      return;
    }
    this.#begin(await this.#deps.calls.identify(this.#call, entered.owner));
    if (entered.linked) this.#phrase(this.phrases.linked);
    await this.greet(false);
  }

  /** Says something of the call's own. */
  #phrase(text: string): void {
    this.#answering = false;
    this.#voice.say(text, this.phrases.tag);
  }

  /** Says an answer again; it is kept as it was heard at first. */
  #repeat(answer: string): void {
    this.#answering = false;
    this.#voice.say(answer);
  }

  async #ask(talk: CallersTalk, text: string, id: string | undefined): Promise<void> {
    this.#answering = true;
    await talk.ask(text, (spoken, language) => this.#voice.say(spoken, language), id);
    if (!this.#over) this.#voice.yourTurn();
  }

  /** The account is closed to the caller, who is told so, whatever was going on. */
  async #shutOut(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    this.release();
    try {
      await this.#talk?.stop();
    } catch (error) {
      // The talk went with the account.
      if (toAppError(error).code !== 'not_found') throw error;
    }
    this.#phrase(this.phrases.noAccess);
    this.#voice.hangUp();
  }

  async #greeting(talk: CallersTalk): Promise<string> {
    const { learner, conversation, phrases } = talk;
    const { say, offer } = await greetingOf(this.#deps, { learner, conversation, goesOn: true }, phrases);
    this.#offer = offer;
    return say;
  }

  async #take(reply: Reply, offer: Offer, talk: CallersTalk, id: string | undefined): Promise<void> {
    if (reply === 'new') return this.#carryOut({ type: 'new_subject' }, talk);
    await talk.stop();
    if (reply === 'yes') {
      this.#offer = undefined;
      return this.#ask(talk, offer.question, id);
    }
    this.#phrase(await offer.about());
    this.#voice.yourTurn();
  }

  async #carryOut(intent: Intent, talk: CallersTalk): Promise<void> {
    if (intent.type === 'goodbye') return this.leave();
    const again = talk.lastAnswer;
    await talk.stop();
    if (intent.type === 'human' && this.#deps.transferNumber !== undefined) {
      this.#phrase(this.phrases.transfer);
      return this.#voice.transfer(this.#deps.transferNumber);
    }
    if (intent.type === 'repeat' && again !== '') this.#repeat(again);
    else this.#phrase(await this.#answerTo(intent, talk));
    this.#voice.yourTurn(intent.type === 'hold_on');
  }

  async #answerTo(intent: Exclude<Intent, { type: 'goodbye' }>, talk: CallersTalk): Promise<string> {
    switch (intent.type) {
      case 'repeat':
        return this.phrases.nothingToRepeat;
      case 'skip':
        return this.phrases.skipped;
      case 'help':
        return this.phrases.help;
      case 'hold_on':
        return this.phrases.holdOn;
      case 'human':
        return this.phrases.noTransfer;
      case 'new_subject':
        this.#begin(await this.#deps.calls.beginAnew(this.#call, talk));
        return this.phrases.askSubject;
      case 'mode':
        if (!(await talk.setMode(intent.mode))) return this.phrases.modeOff;
        return this.phrases.mode[intent.mode === 'explain' ? 'explain' : 'tutor'];
      case 'language':
        await talk.setLanguage(intent.language);
        this.#voice.speak(talk.language);
        return this.phrases.language;
    }
  }
}
