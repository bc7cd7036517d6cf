import { toAppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { LoggedEvent } from '../protocol/server-events.ts';
import { askAndFollow, type FollowDeps } from '../voice/follow-turn.ts';
import type { CallersAnswers, CallersQuestion, Say } from './callers-talk.ts';
import { FILLER_MS } from './pace.ts';
import { SpokenTurn } from './spoken-turn.ts';

export interface TextAnswersDeps extends FollowDeps {
  logger: Logger;
}

interface Turn {
  question: CallersQuestion;
  /** Known from its first event on. */
  turnId?: string;
  spoken: SpokenTurn;
  stop: AbortController;
  /** All of its text is there; a voice may still be at it. */
  over: boolean;
}

/** Answers through a door that exchanges text: asks, gives the sentences to a voice, and knows what was heard of them. */
export class TextAnswers implements CallersAnswers {
  readonly #deps: TextAnswersDeps;
  readonly #callSid: string;
  #turn: Turn | undefined;

  /** @param callSid of the call that is answered */
  constructor(deps: TextAnswersDeps, callSid: string) {
    this.#deps = deps;
    this.#callSid = callSid;
  }

  get lastAnswer(): string {
    return this.#turn?.spoken.text ?? '';
  }

  async ask(question: CallersQuestion, say: Say): Promise<void> {
    await this.stop();
    const { phrases, language } = question;
    const turn: Turn = { question, spoken: new SpokenTurn(language), stop: new AbortController(), over: false };
    this.#turn = turn;
    const sayNow: Say = (spoken, inLanguage) => {
      cancelFiller();
      if (!turn.stop.signal.aborted) say(spoken, inLanguage);
    };
    const cancelFiller = this.#deps.clock.after(FILLER_MS, () =>
      sayNow(turn.spoken.aside(phrases.filler, phrases.tag), phrases.tag),
    );
    try {
      await this.#follow(turn, sayNow);
    } catch (error) {
      if (turn.stop.signal.aborted) return;
      const { code } = toAppError(error);
      // Asked in a talk that is gone: whoever asks knows what to do, and the caller has heard nothing of an answer yet.
      if (code === 'not_found' && turn.spoken.givenChars === 0) throw error;
      if (code === 'internal') this.#deps.logger.error({ err: error }, 'a turn of a call broke down');
      sayNow(turn.spoken.aside(phrases.failed, phrases.tag), phrases.tag);
    } finally {
      cancelFiller();
    }
  }

  async stop(utterance?: string): Promise<void> {
    const turn = this.#turn;
    if (!turn || turn.stop.signal.aborted || (turn.over && utterance === undefined)) return;
    turn.stop.abort();
    const heard = utterance === undefined ? turn.spoken.givenChars : turn.spoken.heardChars(utterance);
    const { id, learnerId } = turn.question.conversation;
    await this.#deps.talks.interrupt(learnerId, id, turn.turnId ?? turn.question.id, heard);
  }

  async #follow(turn: Turn, say: Say): Promise<void> {
    const { id, text, conversation, learner } = turn.question;
    const message = { id, text, source: 'speech', door: 'phone', callSid: this.#callSid } as const;
    const asked = { conversation, learnerName: learner.name, message };
    const events = askAndFollow(this.#deps, asked, turn.stop.signal);
    let next = await events.next();
    for (; !next.done; next = await events.next()) this.#take(next.value, turn, say);
    if (!turn.over && next.value.ended) await this.#sayStored(next.value.answerId, turn, say);
    turn.over = true;
  }

  #take(event: LoggedEvent, turn: Turn, say: Say): void {
    if ('turnId' in event && event.turnId !== undefined) turn.turnId = event.turnId;
    if (event.type === 'delta') turn.spoken.add(event.text);
    if (event.type === 'sentence') say(turn.spoken.sentence(event.text));
    if (event.type !== 'turn_end') return;
    turn.over = true;
    this.#sayEnd(event, turn, say);
  }

  /** The turn ended elsewhere, and nobody told: what is stored of it is said. */
  async #sayStored(answerId: string, turn: Turn, say: Say): Promise<void> {
    const answer = await this.#deps.messages.find(turn.question.learner.id, answerId);
    if (answer) this.#sayEnd({ status: answer.status, heardText: answer.heardText ?? answer.text }, turn, say);
  }

  #sayEnd({ status, heardText }: { status: string; heardText: string }, turn: Turn, say: Say): void {
    const { failed, tag } = turn.question.phrases;
    if (status === 'failed') say(turn.spoken.aside(failed, tag), tag);
    else if (turn.spoken.givenChars === 0 && heardText !== '') this.#sayAgain(heardText, turn, say);
  }

  /** The question was asked before, perhaps through another node: there is nothing left but its answer as a whole. */
  #sayAgain(answer: string, turn: Turn, say: Say): void {
    turn.spoken.add(answer);
    say(turn.spoken.sentence(answer));
  }
}
