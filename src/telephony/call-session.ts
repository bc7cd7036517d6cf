import type { PhoneLinks } from '../accounts/phone-links.ts';
import { AppError } from '../errors.ts';
import type { Call } from '../ports/call-store.ts';
import type { Patience } from '../protocol/common.ts';
import type { CallAccess } from './call-access.ts';
import { CallEntry, limitEntry, TYPING_MS } from './call-entry.ts';
import type { CallVoice } from './call-voice.ts';
import type { Caller } from './calls.ts';
import { KnownCall, type KnownCallDeps } from './known-call.ts';
import { type Phrases, phrasesFor } from './phrases.ts';
import { voiceTag } from './voice-tag.ts';

export interface CallSessionDeps extends KnownCallDeps {
  access: CallAccess;
  phoneLinks: PhoneLinks;
}

/** One call from its first word to its last, whatever carries it: the door that a caller stands before, and their call behind it. */
export class CallSession {
  readonly #deps: CallSessionDeps;
  readonly #call: Call;
  readonly #phone: string;
  readonly #voice: CallVoice;
  #entry: CallEntry | undefined;
  /** From when it is certain who calls. */
  #known: KnownCall | undefined;
  #unfollow: () => void = () => undefined;
  #cancelEntryLimit: () => void = () => undefined;
  #cancelTyping: () => void = () => undefined;
  #over = false;
  /** The line is gone. */
  #gone = false;

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
    if (caller) session.#identified(caller);
    else await session.#stand();
    return session;
  }

  /** The caller may not go on: what they say is nobody's any more, and the last words are being said. */
  get over(): boolean {
    return this.#over;
  }

  get phrases(): Phrases {
    return this.#known?.phrases ?? phrasesFor(this.#entry?.language);
  }

  /** How long the caller is waited for when they pause. */
  get patience(): Patience {
    return this.#known?.talk.learner.patience ?? 'patient';
  }

  /** Digits that are waited for; undefined: words. 0: as many as the caller ends with the hash key. */
  get wantedDigits(): number | undefined {
    return this.#entry && (this.#entry.digits ?? 0);
  }

  /** The first words of a call, or of what is left of it after its line was lost. */
  async greet(goesOn: boolean): Promise<void> {
    if (this.#known) await this.#known.greet(goesOn);
    else if (this.#entry) {
      if (this.#entry.gate === 'code' && !goesOn) this.#phrase(this.phrases.unlinked);
      this.#phrase(this.#entry.question(this.phrases));
    }
    this.#voice.yourTurn();
  }

  /** @param id of the message it becomes: one that is delivered twice is not asked twice. */
  async heard(utterance: string, id?: string): Promise<void> {
    if (this.#over || !(await this.#mayGoOn())) return;
    if (this.#known) return this.#known.heard(utterance, id);
    if (utterance.trim() === '') return this.#voice.yourTurn();
    this.#cancelTyping();
    await this.#enter((entry) => entry.said(utterance, this.phrases));
  }

  /** Carries out what was meant for the call itself. @returns whether it was. */
  async command(utterance: string): Promise<boolean> {
    if (this.#over || !(await this.#mayGoOn())) return true;
    return (await this.#known?.command(utterance)) ?? false;
  }

  async pressed(digit: string): Promise<void> {
    if (this.#over || !(await this.#mayGoOn())) return;
    if (this.#known) return this.#known.pressed(digit);
    this.#cancelTyping();
    await this.#enter((entry) => entry.press(digit, this.phrases));
    if (this.#entry?.typing && !this.#gone)
      this.#cancelTyping = this.#deps.clock.after(TYPING_MS, () => this.#finishTyping());
  }

  /** Digits that came all at once. */
  async typed(digits: string): Promise<void> {
    if (this.#over || !(await this.#mayGoOn())) return;
    if (this.#known) return this.#known.pressed(digits.slice(0, 1));
    await this.#enter((entry) => entry.typed(digits, this.phrases));
  }

  /** The caller spoke over the tutor. @param utterance what had been said of the answer; left out: all that was given. */
  async interrupted(utterance?: string): Promise<void> {
    await this.#known?.interrupted(utterance);
  }

  /** Whether a key means anything now. */
  heeds(digit: string): boolean {
    return this.#known?.heeds(digit) ?? true;
  }

  /** The caller had asked for time before this node took the call up. */
  hold(): void {
    this.#known?.hold();
  }

  /** The caller made a sound in which there were no words. */
  coughed(): void {
    if (!this.#over) this.#known?.coughed();
  }

  /** Tells the caller something, and lets them speak. */
  tell(phrase: string): void {
    if (this.#over) return;
    this.#phrase(phrase);
    this.#voice.yourTurn();
  }

  /** Nobody has spoken for long. */
  async silent(time: number): Promise<void> {
    this.tell(this.phrases.stillThere[time === 1 ? 0 : 1]);
  }

  /** Whether the account is still open, with what was set in the app since: read at once, for the caller waits for both. */
  async #mayGoOn(): Promise<boolean> {
    const [holds] = await Promise.all([this.lookAgain(), this.#known?.refresh()]);
    return holds;
  }

  /** Looks whether the caller's number still opens the account, as nobody may have told; ends the call where it doesn't. @returns whether it does */
  async lookAgain(): Promise<boolean> {
    const { access } = this.#deps;
    const holds = !this.#known || (await access.holds(this.#known.talk.learner.id, this.#phone));
    if (!holds) await this.#shutOut();
    return holds;
  }

  /** Says goodbye and ends the call. */
  async leave(): Promise<void> {
    if (this.#over) return;
    if (this.#known) return this.#known.leave();
    this.#phrase(this.phrases.goodbye);
    this.#voice.hangUp();
  }

  /** The line is gone; an answer that was being given is stopped where it was. @param utterance as for `interrupted` */
  async close(utterance?: string): Promise<void> {
    this.release();
    await this.interrupted(utterance);
  }

  /** The line is gone; an answer that was being given waits for another one. */
  release(): void {
    this.#gone = true;
    this.#forget();
  }

  /** Waits for nothing more, and hears nothing more of the account. */
  #forget(): void {
    this.#cancelEntryLimit();
    this.#cancelTyping();
    this.#unfollow();
  }

  async #stand(): Promise<void> {
    const owner = await this.#deps.calls.linkOf(this.#phone);
    if (owner && owner.link.pinHash === undefined)
      return this.#identified(await this.#deps.calls.identify(this.#call, owner));
    this.#entry = new CallEntry(this.#deps.phoneLinks, this.#phone, owner);
    this.#voice.speak(voiceTag(this.#entry.language));
    this.#cancelEntryLimit = limitEntry(this.#deps.clock, this.#call, () => {
      this.#over = true;
      this.#phrase(this.phrases.goodbye);
      this.#voice.hangUp();
    });
  }

  #identified(caller: Caller): void {
    this.#entry = undefined;
    this.#forget();
    this.#unfollow = this.#deps.access.follow(caller.learner.id, this.#phone, {
      onGone: () => {
        this.#shutOut().catch((error: unknown) => this.#deps.logger.error({ err: error }, 'a call could not be ended'));
      },
      onDeleted: (conversationId) => this.#known?.deleted(conversationId),
    });
    const mayGoOn = () => this.lookAgain();
    this.#known = new KnownCall(this.#deps, { call: this.#call, voice: this.#voice, caller, mayGoOn });
  }

  async #enter(attempt: (entry: CallEntry) => ReturnType<CallEntry['press']>): Promise<void> {
    if (!this.#entry) throw new AppError({ code: 'internal', status: 500, message: 'A call without talk or entry.' });
    const entered = await attempt(this.#entry);
    // Nobody is there any more who could be told, or let in.
    if (!entered || this.#gone) return;
    if (entered.outcome !== 'open') {
      this.#phrase(entered.say);
      if (entered.outcome === 'over') this.#voice.hangUp();
      else this.#voice.yourTurn();
      return;
    }
    const caller = await this.#deps.calls.identify(this.#call, entered.owner);
    if (this.#gone) return;
    this.#identified(caller);
    if (entered.linked) this.#phrase(this.phrases.linked);
    await this.greet(false);
  }

  #finishTyping(): void {
    if (this.#over || !this.#entry?.typing) return;
    this.#enter((entry) => entry.finish(this.phrases)).catch((error: unknown) =>
      this.#deps.logger.error({ err: error }, 'what a caller typed could not be taken'),
    );
  }

  /** Says something of the call's own. */
  #phrase(text: string): void {
    if (this.#known) this.#known.phrase(text);
    else this.#voice.say(text, this.phrases.tag);
  }

  /** The account is closed to the caller, who is told so, whatever was going on. */
  async #shutOut(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    this.#forget();
    await this.#known?.end();
    this.#phrase(this.phrases.noAccess);
    this.#voice.hangUp();
  }
}
