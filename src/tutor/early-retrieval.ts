import type { TutorEvents } from '../events/tutor.ts';
import type { Retrieval, RetrievalRequest, Retriever } from '../knowledge/retriever.ts';
import type { Clock } from '../ports/clock.ts';
import { NOT_WANTED } from '../until-aborted.ts';
import { chooseJoined, FIRST_PASSAGES, lookedForIn } from './choose-passages.ts';
import { contentWords } from './content-words.ts';
import { isGuess, selfContained } from './follow-up.ts';
import type { Rewrite } from './rewrite.ts';
import type { Question } from './tutor.ts';

/** Waiting longer for passages would be heard as silence; the answer then begins without them. */
const DEADLINE_MS = 600;
/** A hint that nobody used is worth nothing after this long. */
const KEPT_MS = 20_000;
const KEPT_HINTS = 1000;
/** Words that stand for so long may be all; a model is not asked about each word that a recogniser adds. */
const STANDS_MS = 150;
/** Share of words that two questions must have in common to want the same passages. */
const ALIKE = 0.8;

export interface PassagesFound extends Retrieval {
  /** The deadline passed, or retrieval broke: nothing can be said about what the material holds. */
  missing: boolean;
  ms: number;
}

export type Sought = Pick<Question, 'learnerId' | 'text' | 'documentIds' | 'history' | 'holdings'>;

interface Begun {
  words: ReadonlySet<string>;
  /** Of the question itself, without what the talk adds. */
  own: ReadonlySet<string>;
  result: Promise<Retrieval>;
  /** What was found for the question as a model rewrote it: here if that was in time. */
  better?: Retrieval;
  /** Whether a model was asked, and what ends that. */
  asked?: boolean;
  improving?: AbortController;
  stop: AbortController;
  at: number;
}

/** Finds passages for questions, begins early when it is told what is being asked, and never waits long. */
export class EarlyRetrieval {
  readonly #retriever: Retriever;
  readonly #clock: Clock;
  readonly #events: TutorEvents;
  readonly #rewrite: Rewrite | undefined;
  /** The latest hint of each learner, oldest first. */
  readonly #begun = new Map<string, Begun>();

  /** @param rewrite makes follow-up questions self-contained; without it a rule does alone. */
  constructor(retriever: Retriever, clock: Clock, events: TutorEvents, rewrite?: Rewrite) {
    this.#rewrite = rewrite;
    this.#retriever = retriever;
    this.#clock = clock;
    this.#events = events;
  }

  /** Begins to look for what is being asked; an earlier look for other words is given up. */
  anticipate(sought: Sought): void {
    if (hasNothing(sought)) return;
    const words = wordsOf(sought);
    if (words.size === 0) return;
    const key = keyOf(sought);
    const before = this.#begun.get(key);
    if (before && isAbout(before, sought, words)) return;
    before?.stop.abort(NOT_WANTED);
    this.#begun.delete(key);
    const begun = this.#begin(sought, words);
    this.#begun.set(key, begun);
    if (this.#rewrite && isGuess(sought.text, sought.history)) this.#improveLater(begun, sought, this.#rewrite);
    this.#forgetOld();
  }

  /** Passages for a question, or none once the deadline has passed. Aborting `signal` throws its reason. */
  async find(sought: Sought, signal: AbortSignal): Promise<PassagesFound> {
    signal.throwIfAborted();
    if (hasNothing(sought)) {
      this.#events.retrieved('now');
      return { passages: [], degraded: false, missing: false, ms: 0 };
    }
    const askedAt = this.#clock.now();
    const { begun, early } = this.#take(sought);
    const leave = (): void => begun.stop.abort(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    try {
      const byRule = await this.#withinDeadline(begun);
      signal.throwIfAborted();
      const found = this.#betterOf(begun, sought) ?? byRule;
      if (found) this.#events.retrieved(early ? 'early' : 'now');
      const ms = this.#clock.now() - askedAt;
      return found ? { ...found, missing: false, ms } : { passages: [], degraded: true, missing: true, ms };
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  #begin(sought: Sought, words: ReadonlySet<string>): Begun {
    const stop = new AbortController();
    const { learnerId, documentIds, holdings } = sought;
    const query = selfContained(sought.text, sought.history);
    const asked = { learnerId, documentIds, holdings, query, limit: lookedForIn(FIRST_PASSAGES) };
    const result = this.#look(asked, stop.signal);
    // Whoever waits for it hears of a failure; a hint that nobody waits for may fail unheard.
    result.catch((error: unknown) => {
      if (!stop.signal.aborted) this.#events.retrievalFailed(error);
    });
    return { words, own: ownWords(sought), result, stop, at: this.#clock.now() };
  }

  /** Beside the look by rule, and only as long as that is of use: nobody waits for it. */
  #improveLater(begun: Begun, sought: Sought, rewrite: Rewrite): void {
    begun.improving = new AbortController();
    const signal = AbortSignal.any([begun.stop.signal, begun.improving.signal]);
    const improve = async (): Promise<void> => {
      begun.asked = true;
      const query = await rewrite(sought, signal);
      if (query === undefined || signal.aborted) return;
      const { learnerId, documentIds, holdings } = sought;
      const request = { learnerId, documentIds, holdings, query, limit: lookedForIn(FIRST_PASSAGES) };
      begun.better = await this.#look(request, signal);
    };
    const cancel = this.#clock.after(STANDS_MS, () => {
      improve().catch((error: unknown) => {
        if (!signal.aborted) this.#events.retrievalFailed(error);
      });
    });
    signal.addEventListener('abort', cancel, { once: true });
  }

  /** What the rewritten question found, if that is there now and was about these very words. */
  #betterOf(begun: Begun, sought: Sought): Retrieval | undefined {
    const { better, asked } = begun;
    const fits = better !== undefined && sameWords(begun.own, ownWords(sought));
    if (asked) this.#events.rewritten(fits ? 'used' : better ? 'other_words' : 'late');
    // What is still under way comes too late.
    begun.improving?.abort(NOT_WANTED);
    return fits ? better : undefined;
  }

  async #look(request: RetrievalRequest, signal: AbortSignal): Promise<Retrieval> {
    const found = await this.#retriever.retrieve(request, signal);
    return { ...found, passages: chooseJoined(found.passages, FIRST_PASSAGES) };
  }

  #take(sought: Sought): { begun: Begun; early: boolean } {
    const key = keyOf(sought);
    const hint = this.#begun.get(key);
    this.#begun.delete(key);
    const words = wordsOf(sought);
    const fresh = hint !== undefined && this.#clock.now() - hint.at <= KEPT_MS;
    if (hint && fresh && isAbout(hint, sought, words)) return { begun: hint, early: true };
    hint?.stop.abort(NOT_WANTED);
    return { begun: this.#begin(sought, words), early: false };
  }

  /** Undefined when it is late, or broke. */
  async #withinDeadline(begun: Begun): Promise<Retrieval | undefined> {
    const { promise: late, resolve } = Promise.withResolvers<'late'>();
    const cancel = this.#clock.after(DEADLINE_MS, () => resolve('late'));
    const stopped = new Promise<undefined>((done) =>
      begun.stop.signal.addEventListener('abort', () => done(undefined), { once: true }),
    );
    // A failure was told where the look was begun; here it means that there are no passages.
    const unlessFailed = begun.result.then(
      (result) => result,
      () => undefined,
    );
    const found = await Promise.race([unlessFailed, stopped, late]);
    cancel();
    if (found !== 'late') return found;
    this.#events.retrieved('late');
    begun.stop.abort(NOT_WANTED);
    return undefined;
  }

  #forgetOld(): void {
    for (const [key, { at, stop }] of this.#begun) {
      if (this.#begun.size <= KEPT_HINTS && this.#clock.now() - at <= KEPT_MS) return;
      stop.abort(NOT_WANTED);
      this.#begun.delete(key);
    }
  }
}

/** It is known that there is no material to look into. */
function hasNothing({ holdings }: Sought): boolean {
  return holdings !== undefined && holdings.material === undefined;
}

function keyOf({ learnerId, documentIds }: Sought): string {
  return [learnerId, ...(documentIds ?? ['*'])].join(' ');
}

function wordsOf({ text, history }: Sought): ReadonlySet<string> {
  return new Set(contentWords(selfContained(text, history)).keys());
}

/** The talk's words would make any two short follow-ups alike: the question's own have to be, too. */
function isAbout(begun: Begun, sought: Sought, words: ReadonlySet<string>): boolean {
  const own = ownWords(sought);
  return alike(begun.words, words) && (sameWords(begun.own, own) || alike(begun.own, own));
}

function ownWords({ text }: Sought): ReadonlySet<string> {
  return new Set(contentWords(text).keys());
}

function sameWords(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((word) => b.has(word));
}

function alike(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const shared = [...a].filter((word) => b.has(word)).length;
  const all = a.size + b.size - shared;
  return all > 0 && shared / all >= ALIKE;
}
