import { toAppError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Learner } from '../ports/account-store.ts';
import type { Conversation } from '../ports/conversation-store.ts';
import type { Mode } from '../protocol/common.ts';
import type { Talks } from '../voice/talks.ts';
import type { Caller } from './calls.ts';
import { type Phrases, phrasesFor } from './phrases.ts';
import { type VoiceTag, voiceTag } from './voice-tag.ts';

/** A question as a caller's talk asks it. */
export interface CallersQuestion {
  /** Of the message: one that comes again is not asked twice. */
  id: string;
  text: string;
  learner: Learner;
  conversation: Conversation;
  phrases: Phrases;
  /** In which the caller is spoken to; the phrases are in English where there are none in it. */
  language: VoiceTag;
}

/** Says something. @param language of what isn't in the caller's own */
export type Say = (text: string, language?: VoiceTag) => void;

/** How a caller is answered: in text that a door speaks, or over a spoken line. */
export interface CallersAnswers {
  /** What the tutor said last since the line was opened, for saying it again; empty when it has said nothing. */
  readonly lastAnswer: string;
  /** Asks the tutor and gives its sentences to `say` as they come, unless they are heard in another way. */
  ask(question: CallersQuestion, say: Say): Promise<void>;
  /**
   * Stops the answer that is being given, or was just given and is still being said.
   * @param utterance what the voice had said of it; left out: all that it was given
   */
  stop(utterance?: string): Promise<void>;
}

/** A caller's talk with the tutor, as the call sees it: its mode, its language, and what is asked in it. */
export class CallersTalk {
  readonly learner: Learner;
  readonly #talks: Talks;
  readonly #answers: CallersAnswers;
  readonly #onChange: (conversation: Conversation) => void;
  #conversation: Conversation;

  /** @param onChange the conversation has another mode or language */
  constructor(
    talks: Talks,
    { learner, conversation }: Caller,
    answers: CallersAnswers,
    onChange: (conversation: Conversation) => void = () => undefined,
  ) {
    this.#talks = talks;
    this.learner = learner;
    this.#conversation = conversation;
    this.#answers = answers;
    this.#onChange = onChange;
  }

  get conversation(): Conversation {
    return this.#conversation;
  }

  get phrases(): Phrases {
    return phrasesFor(this.#language);
  }

  /** Of the voice and the recogniser. */
  get language(): VoiceTag {
    return voiceTag(this.#language);
  }

  get lastAnswer(): string {
    return this.#answers.lastAnswer;
  }

  /** Resolves when the answer was given, or stopped; at once where it is heard over a line. */
  ask(text: string, say: Say, id: string = newId()): Promise<void> {
    const { learner, conversation, phrases, language } = this;
    return this.#answers.ask({ id, text, learner, conversation, phrases, language }, say);
  }

  /** Takes over what was changed in the app. Throws `not_found` where the talk was deleted. */
  async refresh(): Promise<void> {
    const { learner, conversation } = this;
    const { mode, language } = conversation;
    const open = { learnerId: learner.id, learnerName: learner.name, conversationId: conversation.id };
    this.#conversation = await this.#talks.open(open);
    if (this.#conversation.mode !== mode || this.#conversation.language !== language)
      this.#onChange(this.#conversation);
  }

  stop(utterance?: string): Promise<void> {
    return this.#answers.stop(utterance);
  }

  /** @returns false for a mode that isn't taught here. */
  async setMode(mode: Mode): Promise<boolean> {
    try {
      await this.#set({ mode });
      return true;
    } catch (error) {
      if (toAppError(error).code !== 'mode_unavailable') throw error;
      return false;
    }
  }

  setLanguage(language: string): Promise<void> {
    return this.#set({ language });
  }

  get #language(): string | undefined {
    return this.#conversation.language ?? this.learner.language;
  }

  async #set(options: Parameters<Talks['set']>[1]): Promise<void> {
    this.#conversation = await this.#talks.set(this.#conversation, options);
    this.#onChange(this.#conversation);
  }
}
