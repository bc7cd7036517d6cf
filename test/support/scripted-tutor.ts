import type { Mode } from '../../src/protocol/common.ts';
import type { AnswerEvent, Question, Tutor } from '../../src/tutor/tutor.ts';

/** A place where a scripted answer stops until the test lets it go on. */
export class Gate {
  #open: () => void = () => undefined;
  #reach: () => void = () => undefined;
  readonly #opened = new Promise<void>((resolve) => {
    this.#open = resolve;
  });
  /** Resolves when an answer stands before it. */
  readonly reached = new Promise<void>((resolve) => {
    this.#reach = resolve;
  });

  /** Whether an answer stands before it now. */
  holds = false;

  open(): void {
    this.#open();
  }

  async pass(): Promise<void> {
    this.holds = true;
    this.#reach();
    await this.#opened;
    this.holds = false;
  }
}

/** What an answer does, one after the other: say something, wait, or fail. */
export type Step = AnswerEvent | Gate | Error;

export const USAGE = { inputTokens: 100, outputTokens: 20, cachedTokens: 50, costUsd: 0.0002 };
const PASSAGE_ID = '0197a000-0000-7000-8000-00000000000a';
const DOCUMENT_ID = '0197a000-0000-7000-8000-00000000000b';

export const passages: AnswerEvent = {
  type: 'passages',
  retrievalMs: 7,
  degraded: false,
  passages: [
    {
      n: 1,
      passageId: PASSAGE_ID,
      documentId: DOCUMENT_ID,
      title: 'Biology',
      page: 3,
      start: 10,
      end: 60,
      quote: 'Leaves make sugar from light and air.',
    },
  ],
};
export const end: AnswerEvent = { type: 'end', model: 'scripted', usage: USAGE };
export const delta = (text: string): AnswerEvent => ({ type: 'delta', text });
export const sentence = (index: number, text: string): AnswerEvent => ({ type: 'sentence', index, text });

/** What an answer's sentences rest on: the passages to begin with, and the citations behind each sentence. */
export function citing(cites: readonly { sentence: number; page: number; quote: string }[]) {
  const place = { passageId: PASSAGE_ID, documentId: DOCUMENT_ID, title: 'Biology' };
  const found = cites.map(({ page, quote }, at) => ({ n: at + 1, ...place, page, start: 0, end: quote.length, quote }));
  const event: AnswerEvent = { type: 'passages', retrievalMs: 7, degraded: false, passages: found };
  return {
    found: found.length > 0 ? [event] : [],
    behind: (index: number): AnswerEvent[] =>
      cites.flatMap(({ sentence: of, quote }, at) =>
        of === index ? [{ type: 'citation', n: at + 1, sentence: index, quote, start: 0, end: quote.length }] : [],
      ),
  };
}

/** Two sentences, the first of them cited. */
export const usualAnswer: Step[] = [
  passages,
  { type: 'first_token', ms: 11 },
  delta('Leaves make '),
  delta('sugar. '),
  sentence(0, 'Leaves make sugar.'),
  { type: 'citation', n: 1, sentence: 0, quote: 'make sugar', start: 17, end: 27 },
  delta('Why do they need light?'),
  sentence(1, 'Why do they need light?'),
  end,
];
export const USUAL_TEXT = 'Leaves make sugar. Why do they need light?';

/** A tutor that says what the test told it to, when the test wants it. */
export class ScriptedTutor implements Tutor {
  readonly modes: readonly Mode[] = ['tutor', 'explain'];
  /** Every question asked, in order. */
  readonly asked: Question[] = [];
  readonly anticipated: Parameters<Tutor['anticipate']>[0][] = [];
  /** Answers running now, and the most there ever were at once. */
  running = 0;
  mostRunning = 0;
  /** Whether answers end when they are told to stop; a stubborn tutor goes on. */
  heedsSignal = true;
  /** What it answers where there is no script; the usual answer, whatever was asked. */
  answers: (question: Question) => Step[] = () => usualAnswer;
  readonly #scripts: Step[][] = [];

  /** The next question without a script of its own gets this one; after all of them, the usual answer. */
  next(...steps: Step[]): this {
    this.#scripts.push(steps);
    return this;
  }

  reset(): void {
    this.asked.length = 0;
    this.anticipated.length = 0;
    this.#scripts.length = 0;
    this.mostRunning = 0;
    this.heedsSignal = true;
  }

  anticipate(question: Parameters<Tutor['anticipate']>[0]): void {
    this.anticipated.push(question);
  }

  async *answer(question: Question, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
    this.asked.push(question);
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    try {
      for (const step of this.#scripts.shift() ?? this.answers(question)) {
        if (this.heedsSignal) signal.throwIfAborted();
        if (step instanceof Error) throw step;
        if (step instanceof Gate) await step.pass();
        else yield step;
      }
    } finally {
      this.running -= 1;
    }
  }
}
