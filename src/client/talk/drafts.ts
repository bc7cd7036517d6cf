import type { Mode } from '../../protocol/common.ts';
import type { Conversation } from '../../protocol/rest/conversations.ts';
import { createConversation } from '../api/conversations.ts';
import { adoptDraft } from '../store/conversations.ts';
import type { Database, KeptConversation } from '../store/database.ts';

/** A conversation that exists on this device alone until its first question can be sent. */
export function newDraft(mode: Mode, language: string | undefined, courseId?: string): KeptConversation {
  const now = new Date().toISOString();
  const draft = { id: crypto.randomUUID(), title: '', mode, createdAt: now, updatedAt: now, draft: true };
  return { ...draft, ...(language && { language }), ...(courseId && { courseId }) };
}

/** Makes a draft's conversation on the server; the same draft never makes two. */
export function createFromDraft(draft: KeptConversation): Promise<Conversation> {
  const { id, mode, language, courseId } = draft;
  return createConversation({ mode, ...(language && { language }), ...(courseId && { courseId }) }, id);
}

/** Makes it and moves the draft's questions over. */
export async function adopt(database: Database, draft: KeptConversation): Promise<Conversation> {
  return adoptDraft(database, draft, await createFromDraft(draft));
}
