import type { Mode } from '../protocol/common.ts';
import type { Page, PageRequest } from './page.ts';

export interface Conversation {
  id: string;
  learnerId: string;
  /** Empty until the first question names it, or the learner does. */
  title: string;
  mode: Mode;
  language?: string | undefined;
  /** The documents that the talk is limited to; all of the learner's when undefined. */
  documentIds?: string[] | undefined;
  /** The course that the talk is limited to, instead. */
  courseId?: string | undefined;
  createdAt: number;
  updatedAt: number;
}

/** What is left out stays as it is; null takes it away. */
export type ConversationPatch = Partial<Pick<Conversation, 'title' | 'mode'>> & {
  [Name in 'language' | 'documentIds' | 'courseId']?: Conversation[Name] | null;
};

/** Every read and write names the learner; another learner's conversation is as good as none. */
export interface ConversationStore {
  create(conversation: Conversation): Promise<void>;
  find(learnerId: string, id: string): Promise<Conversation | undefined>;
  /** Latest use first. Leaves out what was opened and never used: no title, no message. */
  list(learnerId: string, page: PageRequest): Promise<Page<Conversation>>;
  /** Ids of the talks that are limited to documents of their own, all of them among these. */
  limitedWithin(learnerId: string, documentIds: readonly string[]): Promise<string[]>;
  /** Sets `updatedAt` to `now` too. */
  update(learnerId: string, id: string, patch: ConversationPatch, now: number): Promise<Conversation | undefined>;
  /** Deletes it with its messages and citations. */
  remove(learnerId: string, id: string): Promise<boolean>;
}
