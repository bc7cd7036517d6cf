import type { SpeakingEvents } from '../events/speaking.ts';
import type { Clock } from '../ports/clock.ts';
import type { Conversation } from '../ports/conversation-store.ts';
import type { Signal } from '../ports/signals.ts';
import type { Usage } from '../protocol/common.ts';
import type { AnswerEvent, Question, Tutor } from '../tutor/tutor.ts';
import { EarlyAnswer } from './early-answer.ts';
import type { Grounds } from './grounds.ts';
import { questionOn } from './question-of.ts';
import { NO_USAGE, sumOfUsage } from './turn-record.ts';

/** An answer that nobody has asked for by then is thrown away. */
const KEPT_MS = 10_000;

interface Prepared {
  learnerId: string;
  answer: EarlyAnswer | undefined;
  /** What was spent in this conversation on answers that nobody wanted, and no turn has accounted for yet. */
  wasted: Usage;
  cancel: () => void;
}

/** What a turn finds prepared. */
export interface TakenAnswer {
  /** Undefined: nothing that fits. */
  answer: { question: Promise<Question>; events(signal: AbortSignal): AsyncIterable<AnswerEvent> } | undefined;
  wasted: Usage;
}

export interface EarlyAnswersOptions {
  grounds: Grounds;
  tutor: Tutor;
  clock: Clock;
  events: SpeakingEvents;
}

/** Answers prepared while it is still being found out whether the learner has finished: one a conversation. */
export class EarlyAnswers {
  readonly #options: EarlyAnswersOptions;
  readonly #prepared = new Map<string, Prepared>();

  constructor(options: EarlyAnswersOptions) {
    this.#options = options;
  }

  /** Begins an answer to these words; one to other words is thrown away, one to the same words goes on. */
  prepare({ id, learnerId }: Pick<Conversation, 'id' | 'learnerId'>, learnerName: string, text: string): void {
    const { clock, grounds, tutor } = this.#options;
    const before = this.#prepared.get(id);
    if (before?.answer && !before.answer.failed && sameWords(before.answer.text, text)) return;
    this.drop(id);
    const question = grounds.of({ id, learnerId }).then((ground) => questionOn(ground, { learnerName, text }));
    const answer = new EarlyAnswer(text, question, (asked, signal) => tutor.answer(asked, signal));
    const cancel = clock.after(KEPT_MS, () => this.#expire(id));
    this.#prepared.set(id, { learnerId, answer, wasted: this.#prepared.get(id)?.wasted ?? NO_USAGE, cancel });
  }

  /** What is prepared for a turn's question; whatever doesn't fit is thrown away. */
  take({ conversationId, text }: { conversationId: string; text: string }): TakenAnswer {
    const prepared = this.#prepared.get(conversationId);
    if (!prepared) return { answer: undefined, wasted: NO_USAGE };
    const { answer } = prepared;
    const fits = answer && !answer.failed && sameWords(answer.text, text);
    if (!fits) this.drop(conversationId);
    prepared.cancel();
    this.#prepared.delete(conversationId);
    if (!fits) return { answer: undefined, wasted: prepared.wasted };
    this.#options.events.preparedAnswer('used');
    return { answer, wasted: prepared.wasted };
  }

  /** The learner goes on, or has said nothing after all. What was spent stays to be accounted for. */
  drop(conversationId: string, exceptFor?: string): void {
    const prepared = this.#prepared.get(conversationId);
    if (!prepared?.answer) return;
    const { answer } = prepared;
    if (exceptFor !== undefined && sameWords(answer.text, exceptFor)) return;
    prepared.cancel();
    answer.drop();
    prepared.wasted = sumOfUsage(prepared.wasted, answer.usage);
    prepared.answer = undefined;
    this.#options.events.preparedAnswer('wasted', answer.usage);
  }

  /** What answers are given upon has changed: of one talk, or of all of a learner's. */
  heed({ learnerId, conversationId }: Extract<Signal, { type: 'changed' }>): void {
    if (conversationId !== undefined) this.drop(conversationId);
    else for (const [id, prepared] of this.#prepared) if (prepared.learnerId === learnerId) this.drop(id);
  }

  #expire(conversationId: string): void {
    this.drop(conversationId);
    this.#prepared.delete(conversationId);
  }
}

function sameWords(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

function plain(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}
