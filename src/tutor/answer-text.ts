import type { TutorEvents } from '../events/tutor.ts';
import type { AnswerPassages } from './passages.ts';
import { PlainText } from './plain-text.ts';
import { locateQuote } from './quote.ts';
import { type Sentence, SentenceSplitter } from './sentences.ts';
import type { AnswerEvent } from './tutor.ts';

/** From here on a clause is worth speaking by itself: about two seconds of speech, in which the rest is written. */
const FIRST_CLAUSE_CHARS = 40;

type Citation = Extract<AnswerEvent, { type: 'citation' }>;

/** The text of one answer as it grows: what the model writes goes in, what the learner gets comes out. */
export class AnswerText {
  readonly #passages: AnswerPassages;
  readonly #events: TutorEvents;
  readonly #plain = new PlainText();
  readonly #splitter: SentenceSplitter;
  #text = '';
  #sentences: Sentence[] = [];
  /** Citations whose sentence is not complete yet, each with the place of the last character it stands behind. */
  #waiting: { at: number; citation: Omit<Citation, 'sentence'> }[] = [];
  readonly #given = new Set<string>();

  constructor(passages: AnswerPassages, events: TutorEvents, language: string) {
    this.#passages = passages;
    this.#events = events;
    this.#splitter = new SentenceSplitter({ language, firstClause: FIRST_CLAUSE_CHARS });
  }

  /** All of it so far, as the learner got it. */
  get text(): string {
    return this.#text;
  }

  write(text: string): AnswerEvent[] {
    return this.#take(this.#plain.push(text));
  }

  /** What was written before backs itself with these words of a passage. Words that do not stand there are dropped. */
  cite(passageId: string, quote: string): AnswerEvent[] {
    const events = this.#take(this.#plain.flush());
    const numbered = this.#passages.find(passageId);
    const place = numbered && locateQuote(numbered.passage.text, quote);
    if (!numbered || !place) {
      this.#events.citation(numbered ? 'not_verbatim' : 'unknown_passage');
      return events;
    }
    this.#events.citation('kept');
    const { n, passage } = numbered;
    this.#waiting.push({
      at: Math.max(0, this.#text.trimEnd().length - 1),
      citation: {
        type: 'citation',
        n,
        quote: passage.text.slice(place.start, place.end),
        start: passage.start + place.start,
        end: passage.start + place.end,
      },
    });
    return [...events, ...this.#dueCitations()];
  }

  /** Ends the sentence that is being written, since a pause follows: a tool is run. */
  pause(): AnswerEvent[] {
    const events = this.#take(this.#plain.flush());
    return [...events, ...this.#told(this.#splitter.flush())];
  }

  /** Says something complete by itself. Call it after `pause`. */
  say(sentence: string): AnswerEvent[] {
    return [...this.#take(this.#gap() + sentence), ...this.pause()];
  }

  /** White space to go on after a pause. */
  resume(): AnswerEvent[] {
    return this.#take(this.#gap());
  }

  /** What is left at the end. */
  finish(): AnswerEvent[] {
    const events = this.pause();
    const last = this.#sentences.length - 1;
    if (last < 0) return events;
    return [...events, ...this.#waiting.splice(0).flatMap(({ citation }) => this.#behind(last, citation))];
  }

  #gap(): string {
    return this.#text === '' || /\s$/u.test(this.#text) ? '' : ' ';
  }

  #take(plain: string): AnswerEvent[] {
    if (plain === '') return [];
    this.#text += plain;
    return [{ type: 'delta', text: plain }, ...this.#told(this.#splitter.push(plain))];
  }

  #told(sentences: Sentence[]): AnswerEvent[] {
    return sentences.flatMap((sentence): AnswerEvent[] => {
      const index = this.#sentences.push(sentence) - 1;
      return [{ type: 'sentence', index, text: sentence.text }, ...this.#dueCitations()];
    });
  }

  #dueCitations(): AnswerEvent[] {
    const end = this.#sentences.at(-1)?.end ?? 0;
    const due = this.#waiting.filter(({ at }) => at < end);
    this.#waiting = this.#waiting.filter(({ at }) => at >= end);
    return due.flatMap(({ at, citation }) => {
      const index = this.#sentences.findIndex((sentence) => at < sentence.end);
      return this.#behind(Math.max(index, 0), citation);
    });
  }

  #behind(sentence: number, citation: Omit<Citation, 'sentence'>): AnswerEvent[] {
    const key = `${citation.n} ${citation.start} ${citation.end} ${sentence}`;
    if (this.#given.has(key)) return [];
    this.#given.add(key);
    return [{ ...citation, sentence }];
  }
}
