import type { Learner } from '../ports/account-store.ts';
import type { Conversation } from '../ports/conversation-store.ts';
import type { Mode } from '../protocol/common.ts';
import type { Phrases } from './phrases.ts';

/** A caller's talk with the tutor, as the call sees it. */
export interface CallersTalk {
  readonly learner: Learner;
  readonly conversation: Conversation;
  readonly phrases: Phrases;
  /** Questions asked in this call. */
  readonly asked: number;
  /** What the tutor said last, for saying it again; empty when it has said nothing. */
  readonly lastAnswer: string;
  /**
   * Asks the tutor and gives its sentences to `say` as they come. Resolves when all were given, or the answer was stopped.
   * @param id of the message: one that comes again is not asked twice
   */
  ask(text: string, say: (spoken: string) => void, id?: string): Promise<void>;
  /**
   * Stops the answer that is being given, or was just given and is still being said.
   * @param utterance what the voice had said of it; left out: all that it was given
   */
  stop(utterance?: string): Promise<void>;
  /** @returns false for a mode that isn't taught here. */
  setMode(mode: Mode): Promise<boolean>;
  setLanguage(language: string): Promise<void>;
}
