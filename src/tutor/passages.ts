import type { RetrievedPassage } from '../knowledge/retriever.ts';
import type { PassageContent } from '../ports/language-model.ts';
import type { PassageReference } from '../protocol/common.ts';
import { type Sentence, splitSentences } from './sentences.ts';

/** Longest quotation shown beside a passage that nothing was quoted from yet. */
const LONGEST_PREVIEW = 240;
/** A Markdown heading says what the passage is about, which its title has said already. */
const HEADING = /^#{1,6}\s/;

/** A passage under its number in the answer. */
export interface NumberedPassage {
  n: number;
  passage: RetrievedPassage;
}

/**
 * The passages of one answer, numbered from 1 in the order they came; a passage keeps its number. One that is a part of
 * another, which was joined from it, is known under that one's number.
 */
export class AnswerPassages {
  readonly #byId = new Map<string, NumberedPassage>();
  readonly #numbered: NumberedPassage[] = [];

  /** @returns those that were not there yet. */
  add(passages: readonly RetrievedPassage[]): NumberedPassage[] {
    const before = this.#numbered.length;
    for (const passage of passages) {
      if (this.#byId.has(passage.id) || passage.text.trim() === '') continue;
      const whole = this.#numbered.find((known) => holds(known.passage, passage));
      const numbered = whole ?? { n: this.#numbered.length + 1, passage };
      this.#byId.set(passage.id, numbered);
      if (!whole) this.#numbered.push(numbered);
    }
    return this.#numbered.slice(before);
  }

  find(passageId: string): NumberedPassage | undefined {
    return this.#byId.get(passageId);
  }

  get all(): NumberedPassage[] {
    return [...this.#numbered];
  }

  references(): PassageReference[] {
    return this.all.map(({ n, passage }) => ({
      n,
      passageId: passage.id,
      documentId: passage.documentId,
      title: passage.title,
      ...(passage.page === undefined ? {} : { page: passage.page }),
      start: passage.start,
      end: passage.end,
      quote: previewOf(passage.text),
    }));
  }
}

function holds(whole: RetrievedPassage, part: RetrievedPassage): boolean {
  return whole.documentId === part.documentId && whole.start <= part.start && part.end <= whole.end;
}

export function sentencesOf(passage: RetrievedPassage): Sentence[] {
  return splitSentences(passage.text, { breakAt: 'paragraph' });
}

/** A passage for the model, in sentences that it can cite one by one. */
export function toContent({ passage }: NumberedPassage): PassageContent {
  const { id, title, text } = passage;
  const starts = sentencesOf(passage).map(({ start }) => start);
  const parts = starts.map((start, at) => text.slice(at === 0 ? 0 : start, starts[at + 1] ?? text.length));
  return { type: 'passage', passageId: id, title, text, parts };
}

function previewOf(text: string): string {
  const first = splitSentences(text, { breakAt: 'paragraph' }).find((sentence) => !HEADING.test(sentence.text));
  return (first?.text ?? text).slice(0, LONGEST_PREVIEW);
}
