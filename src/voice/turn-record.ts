import type { TurnResult } from '../ports/message-store.ts';
import type { Citation, EarlierTalk, PassageReference, Timings, Usage } from '../protocol/common.ts';
import type { AnswerEvent } from '../tutor/tutor.ts';
import type { SpokenQuestion } from './spoken-question.ts';

/** No stage of speech happens in a turn of text. */
export const NO_TIMINGS: Readonly<Timings> = {
  endOfTurnMs: null,
  sttMs: null,
  retrievalMs: null,
  modelFirstTokenMs: null,
  firstSentenceMs: null,
  ttsFirstByteMs: null,
  firstAudioMs: null,
};

export const NO_USAGE: Readonly<Usage> = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0 };

/** How a turn came to its end. */
export interface TurnOutcome {
  status: TurnResult['status'];
  /** Undefined: all of the text. */
  heardText?: string | undefined;
  errorCode?: string | undefined;
}

/** What a turn has brought forth so far: the row that it will become. */
export class TurnRecord {
  readonly #startedAt: number;
  #text = '';
  #model: string | undefined;
  #passages: PassageReference[] = [];
  readonly #citations: Citation[] = [];
  #earlierTalk: EarlierTalk | undefined;
  /** Where each sentence ends in the text. */
  readonly #sentenceEnds: number[] = [];
  #sentenceStart = 0;
  readonly #timings: Timings = { ...NO_TIMINGS };
  #usage: Usage = { ...NO_USAGE };
  #wasted: Readonly<Usage> = NO_USAGE;

  /** @param startedAt ms since the epoch, when the learner had finished. */
  constructor(startedAt: number, spoken?: SpokenQuestion | undefined) {
    this.#startedAt = startedAt;
    if (!spoken) return;
    this.#timings.endOfTurnMs = lasting(spoken.endOfTurnMs);
    this.#timings.sttMs = lasting(spoken.sttMs);
  }

  /** Spent before it on answers that nobody wanted; it is part of what this turn has cost. */
  noteWaste(usage: Usage): void {
    this.#wasted = usage;
  }

  /** The voice's first sound came so long after its words. */
  noteFirstByte(ms: number): void {
    this.#timings.ttsFirstByteMs = lasting(ms);
  }

  /** The first sound was sent. */
  noteFirstAudio(now: number): void {
    this.#timings.firstAudioMs = lasting(now - this.#startedAt);
  }

  /** Where the last sentence begins in the text. */
  get sentenceStart(): number {
    return this.#sentenceStart;
  }

  /** All text generated so far, whether told or not. */
  get text(): string {
    return this.#text;
  }

  get timings(): Timings {
    return this.#timings;
  }

  get usage(): Usage {
    return this.#usage;
  }

  get model(): string | undefined {
    return this.#model;
  }

  note(event: AnswerEvent, now: number): void {
    switch (event.type) {
      case 'passages':
        this.#passages = event.passages;
        this.#timings.retrievalMs = lasting(event.retrievalMs);
        break;
      case 'first_token':
        this.#timings.modelFirstTokenMs = lasting(event.ms);
        break;
      case 'delta':
        this.#text += event.text;
        break;
      case 'sentence':
        this.#timings.firstSentenceMs ??= lasting(now - this.#startedAt);
        this.#noteSentence(event.text.trim());
        break;
      case 'citation':
        this.#noteCitation(event);
        break;
      case 'usage':
      case 'end':
        this.#model = event.model;
        this.#usage = event.usage;
        break;
      case 'notice':
        this.#earlierTalk = earlierTalkIn(event) ?? this.#earlierTalk;
        break;
    }
  }

  /** Its text has come before it, possibly with the beginning of the next one. */
  #noteSentence(sentence: string): void {
    const start = this.#text.indexOf(sentence, this.#sentenceEnds.at(-1) ?? 0);
    const end = start < 0 ? this.#text.trimEnd().length : start + sentence.length;
    this.#sentenceStart = Math.max(0, end - sentence.length);
    this.#sentenceEnds.push(end);
  }

  /** A citation is kept with its passage's place, and with the words quoted from it. */
  #noteCitation(event: Extract<AnswerEvent, { type: 'citation' }>): void {
    const passage = this.#passages.find(({ n }) => n === event.n);
    if (!passage) return;
    const { quote, sentence } = event;
    const at = this.#sentenceEnds[sentence];
    this.#citations.push({ ...passage, quote, sentence, ...(at === undefined ? {} : { at }) });
  }

  result(turnId: string, outcome: TurnOutcome, now: number): TurnResult {
    return {
      turnId,
      status: outcome.status,
      text: this.#text,
      heardText: outcome.heardText === this.#text ? undefined : outcome.heardText,
      errorCode: outcome.errorCode,
      model: this.#model,
      citations: this.#citations,
      earlierTalk: this.#earlierTalk,
      timings: this.#timings,
      usage: sumOfUsage(this.#usage, this.#wasted),
      now,
    };
  }
}

function earlierTalkIn(notice: Extract<AnswerEvent, { type: 'notice' }>): EarlierTalk | undefined {
  const { code, message: name, conversationId, messageId } = notice;
  if (code !== 'earlier_talk' || conversationId === undefined || messageId === undefined) return undefined;
  return { conversationId, messageId, name };
}

export function sumOfUsage(a: Readonly<Usage>, b: Readonly<Usage>): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
    costUsd: a.costUsd + b.costUsd,
  };
}

/** The machine's clock may be set back in the middle of a turn; nothing takes less than no time. */
function lasting(ms: number): number {
  return Math.max(0, ms);
}
