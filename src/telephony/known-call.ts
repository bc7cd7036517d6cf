import { toAppError } from '../errors.ts';
import type { Call } from '../ports/call-store.ts';
import type { MessageStore } from '../ports/message-store.ts';
import { prepareForSpeaking } from '../spoken/speak/prepare.ts';
import { callSummary } from './call-summary.ts';
import type { TopicDeps } from './call-topics.ts';
import type { CallVoice } from './call-voice.ts';
import { CallersTalk } from './callers-talk.ts';
import type { Caller, Calls } from './calls.ts';
import { grant, type Wish } from './grant-wish.ts';
import { type GreetingDeps, greetingOf, type Offer } from './greeting.ts';
import { isBack } from './hold-on.ts';
import { type Intent, intentOf, intentOfKey } from './intents.ts';
import { spokenDigits } from './keypad.ts';
import type { Phrases } from './phrases.ts';
import { type Reply, replyOf } from './replies.ts';
import type { SpokenModes } from './spoken-modes.ts';
import { TextAnswers, type TextAnswersDeps } from './text-answers.ts';
import { isCode, TypedCode } from './typed-code.ts';

export interface KnownCallDeps extends TextAnswersDeps, TopicDeps, GreetingDeps {
  messages: MessageStore;
  calls: Calls;
  modes: SpokenModes;
  transferNumber: string | undefined;
  /** How a caller talks, once it is certain who they are; by exchanging text when left out. */
  openTalk?: ((caller: Caller) => CallersTalk) | undefined;
  /** The talk was deleted, with the answer that was being given in it: nobody tells of its end. */
  onDeleted?: (() => void) | undefined;
}

export interface KnownCallOptions {
  call: Call;
  voice: CallVoice;
  caller: Caller;
  /** Whether the caller may still use the account; the call is ended where they may not. */
  mayGoOn: () => Promise<boolean>;
}

/** A call whose caller is known: their talk, what they were offered, and what they want of the call itself. */
export class KnownCall {
  readonly #deps: KnownCallDeps;
  readonly #options: KnownCallOptions;
  readonly #voice: CallVoice;
  readonly #typedCode = new TypedCode();
  #talk: CallersTalk;
  /** What the caller was asked whether to begin with, until they talk of something. */
  #offer: Offer | undefined;
  #callerHasSpoken = false;
  /** What the voice says, or said last, is an answer; not words of the call itself, which nobody keeps. */
  #answering = false;
  /** The caller asked for time and has not been heard since. */
  #holding = false;
  /** The talk was deleted in the app. */
  #deleted = false;
  #over = false;

  constructor(deps: KnownCallDeps, options: KnownCallOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#voice = options.voice;
    this.#talk = this.#open(options.caller);
  }

  get talk(): CallersTalk {
    return this.#talk;
  }

  get phrases(): Phrases {
    return this.#talk.phrases;
  }

  async greet(goesOn: boolean): Promise<void> {
    this.phrase(goesOn ? this.phrases.backAgain : await this.#greeting());
  }

  /** What was set in the app since counts from what the caller does now. */
  async refresh(): Promise<void> {
    if (this.#deleted) return;
    await this.#untilDeleted(() => this.#talk.refresh());
    this.#voice.speak(this.#talk.language);
  }

  /** @param id of the message it becomes: one that is delivered twice is not asked twice. */
  async heard(utterance: string, id?: string): Promise<void> {
    if (utterance.trim() === '' && !this.#holding) return this.#voice.yourTurn();
    if (!(await this.command(utterance, id))) await this.#inTalk(() => this.#ask(utterance, id));
  }

  /** Carries out what was meant for the call itself. @returns whether it was, or was dealt with as a question. */
  async command(utterance: string, id?: string): Promise<boolean> {
    if (this.#endHold(utterance)) return true;
    const isFirst = !this.#callerHasSpoken;
    this.#callerHasSpoken = true;
    const reply = this.#offer && replyOf(utterance);
    const intent = intentOf(utterance, this.#deps.modes, isFirst);
    if (reply && this.#offer) await this.#take(reply, this.#offer, id);
    else if (intent) await this.#inTalk(() => this.#carryOut(intent));
    else if (isFirst && isCode(spokenDigits(utterance))) this.#tell(this.phrases.alreadyLinked);
    else {
      this.#offer = undefined;
      // A line that hears by itself would ask it in the talk that is gone.
      if (!this.#deleted) return false;
      await this.#inTalk(() => this.#ask(utterance, id));
    }
    return true;
  }

  async pressed(digit: string): Promise<void> {
    this.#holding = false;
    if (this.#typedCode.press(digit, this.#deps.clock.now())) return this.#tell(this.phrases.alreadyLinked);
    const intent = intentOfKey(digit, this.#deps.modes);
    if (intent) await this.#inTalk(() => this.#carryOut(intent));
  }

  /** Whether a key means anything now. */
  heeds(digit: string): boolean {
    const { clock, modes } = this.#deps;
    return intentOfKey(digit, modes) !== undefined || this.#typedCode.endsWith(digit, clock.now());
  }

  /** The caller had asked for time; on whatever node. */
  hold(): void {
    this.#holding = true;
  }

  /** There was a sound, and no words in it. */
  coughed(): void {
    this.#endHold('');
  }

  /** The caller spoke over the tutor. @param utterance what had been said of the answer; left out: all that was given. */
  async interrupted(utterance?: string): Promise<void> {
    await this.#untilDeleted(() => this.#talk.stop(this.#answering ? utterance : undefined));
  }

  /** A conversation of the learner's was deleted in the app. */
  deleted(conversationId: string): void {
    if (conversationId !== this.#talk.conversation.id) return;
    this.#deleted = true;
    this.#deps.onDeleted?.();
  }

  /** Says what the call was about, and goodbye. */
  async leave(): Promise<void> {
    await this.#untilDeleted(() => this.#talk.stop());
    const { startedAt } = this.#options.call;
    const talks = await this.#deps.calls.talks(this.#options.call);
    const { id: learnerId } = this.#talk.learner;
    const summary = await callSummary(this.#deps, { learnerId, talks, startedAt }, this.phrases);
    if (summary !== '') this.phrase(summary);
    this.phrase(this.phrases.goodbye);
    this.#voice.hangUp();
  }

  /** Nothing more is said to the caller but last words. */
  async end(): Promise<void> {
    this.#over = true;
    // The talk went with the account.
    await this.#untilDeleted(() => this.#talk.stop());
  }

  /** Says something of the call's own. */
  phrase(text: string): void {
    this.#answering = false;
    this.#voice.say(text, this.phrases.tag);
  }

  #open(caller: Caller): CallersTalk {
    const { openTalk, talks } = this.#deps;
    this.#offer = undefined;
    this.#deleted = false;
    const { callSid } = this.#options.call;
    const talk = openTalk?.(caller) ?? new CallersTalk(talks, caller, new TextAnswers(this.#deps, callSid));
    this.#voice.speak(talk.language);
    return talk;
  }

  #tell(text: string): void {
    this.phrase(text);
    this.#voice.yourTurn();
  }

  /** Whoever asked for time and only shows that they are there again is not answered by the tutor. */
  #endHold(utterance: string): boolean {
    if (!this.#holding) return false;
    this.#holding = false;
    if (!isBack(utterance)) return false;
    this.#tell(this.phrases.backFromHold);
    return true;
  }

  async #ask(text: string, id: string | undefined): Promise<void> {
    this.#answering = true;
    await this.#talk.ask(text, (spoken, language) => this.#voice.say(spoken, language), id);
    if (!this.#over) this.#voice.yourTurn();
  }

  /** What is wanted of a talk that was deleted meanwhile is done in a new one. */
  async #inTalk(work: () => Promise<void>): Promise<void> {
    if (this.#deleted && !(await this.#goOnAnew())) return;
    try {
      await work();
    } catch (error) {
      if (!isGone(error)) throw error;
      if (await this.#goOnAnew()) await work();
    }
  }

  /** For what has nothing left to do in a talk that was deleted. */
  async #untilDeleted(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isGone(error)) throw error;
      this.#deleted = true;
    }
  }

  async #goOnAnew(): Promise<boolean> {
    if (!(await this.#options.mayGoOn())) return false;
    await this.#beginAnew();
    this.phrase(this.phrases.begunAnew);
    return true;
  }

  async #beginAnew(): Promise<void> {
    const { learner, conversation } = this.#talk;
    const caller = await this.#deps.calls.beginAnew(this.#options.call, { learner, conversation });
    this.#talk = this.#open(caller);
  }

  async #greeting(): Promise<string> {
    const { learner, conversation, phrases } = this.#talk;
    const { say, offer } = await greetingOf(this.#deps, { learner, conversation, goesOn: true }, phrases);
    this.#offer = offer;
    return say;
  }

  async #take(reply: Reply, offer: Offer, id: string | undefined): Promise<void> {
    if (reply === 'new') return this.#inTalk(() => this.#carryOut({ type: 'new_subject' }));
    await this.#untilDeleted(() => this.#talk.stop());
    if (reply === 'yes') {
      this.#offer = undefined;
      return this.#inTalk(() => this.#ask(offer.question, id));
    }
    this.#tell(await offer.about());
  }

  async #carryOut(intent: Intent): Promise<void> {
    if (intent.type === 'goodbye') return this.leave();
    const again = intent.type === 'repeat' ? await this.#lastAnswer() : '';
    await this.#talk.stop();
    const { transferNumber } = this.#deps;
    if (intent.type === 'human' && transferNumber !== undefined) {
      this.phrase(this.phrases.transfer);
      return this.#voice.transfer(transferNumber);
    }
    if (again === '') await this.#grant(intent);
    else this.#repeat(again);
    this.#holding = intent.type === 'hold_on';
    this.#voice.yourTurn(this.#holding);
  }

  async #grant(intent: Wish): Promise<void> {
    if (intent.type === 'new_subject') await this.#beginAnew();
    const said = await grant(intent, this.#talk, this.#deps.modes);
    this.#voice.speak(this.#talk.language);
    this.phrase(said);
  }

  /** Says an answer again; it is kept as it was heard at first. */
  #repeat(answer: string): void {
    this.#answering = false;
    this.#voice.say(answer);
  }

  /** What the tutor said last in this call, also before its line was lost. */
  async #lastAnswer(): Promise<string> {
    const { lastAnswer, conversation, language } = this.#talk;
    if (lastAnswer !== '') return lastAnswer;
    const stored = await this.#deps.messages.latestAnswer(conversation.learnerId, conversation.id);
    if (!stored || stored.createdAt < this.#options.call.startedAt) return '';
    return prepareForSpeaking(stored.text, language).text;
  }
}

function isGone(error: unknown): boolean {
  return toAppError(error).code === 'not_found';
}
