import { AppError, notFound } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { Conversation, ConversationPatch, ConversationStore } from '../ports/conversation-store.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { Signals } from '../ports/signals.ts';
import type { Mode } from '../protocol/common.ts';
import type { OpenTalk, TalkOptions } from './talks.ts';

export interface ConversationParts {
  conversations: ConversationStore;
  clock: Clock;
  /** Modes taught here; the first is the one for those who ask for none, unless `tutor` is among them. */
  modes: readonly Mode[];
}

/** Throws `mode_unavailable` for a mode that nobody teaches here. */
function checkMode(modes: readonly Mode[], mode: Mode | undefined): void {
  if (mode === undefined || modes.includes(mode)) return;
  throw new AppError({ code: 'mode_unavailable', status: 422, message: `The mode “${mode}” is not available here.` });
}

/** Continues a conversation, or begins one. */
export async function openConversation(parts: ConversationParts, request: OpenTalk): Promise<Conversation> {
  checkMode(parts.modes, request.mode);
  const { learnerId, conversationId, mode, language } = request;
  if (conversationId === undefined) return beginConversation(parts, request);
  const conversation = await parts.conversations.find(learnerId, conversationId);
  if (!conversation) throw notFound('conversation');
  return change(parts, conversation, { mode, language });
}

/** Changes a talk from the next turn on. @returns the same one where nothing is to be changed */
export function setOptions(
  parts: ConversationParts,
  conversation: Conversation,
  options: TalkOptions,
): Promise<Conversation> {
  checkMode(parts.modes, options.mode);
  return change(parts, conversation, options);
}

/** Deletes a conversation and ends what runs in it, on whatever node. @returns false when it isn't this learner's. */
export async function removeConversation(
  { conversations, signals, eventLog }: { conversations: ConversationStore; signals: Signals; eventLog: EventLog },
  learnerId: string,
  conversationId: string,
): Promise<boolean> {
  if (!(await conversations.remove(learnerId, conversationId))) return false;
  await signals.publish({ type: 'deleted', learnerId, conversationId });
  await eventLog.drop(conversationId);
  return true;
}

async function beginConversation(parts: ConversationParts, request: OpenTalk): Promise<Conversation> {
  const now = parts.clock.now();
  const usual = parts.modes.find((mode) => mode === 'tutor') ?? parts.modes[0] ?? 'tutor';
  const conversation: Conversation = {
    id: newId(),
    learnerId: request.learnerId,
    title: '',
    mode: request.mode ?? usual,
    language: request.language,
    createdAt: now,
    updatedAt: now,
  };
  await parts.conversations.create(conversation);
  return conversation;
}

async function change(
  { conversations, clock }: ConversationParts,
  conversation: Conversation,
  { documentIds, courseId, ...options }: TalkOptions,
): Promise<Conversation> {
  const patch: ConversationPatch = {};
  if (options.mode !== undefined && options.mode !== conversation.mode) patch.mode = options.mode;
  if (options.language !== undefined && options.language !== (conversation.language ?? null)) {
    patch.language = options.language;
  }
  // The one takes the other's place.
  if (documentIds !== undefined) Object.assign(patch, { documentIds }, documentIds && { courseId: null });
  if (courseId !== undefined) Object.assign(patch, { courseId }, courseId && { documentIds: null });
  if (Object.keys(patch).length === 0) return conversation;
  const changed = await conversations.update(conversation.learnerId, conversation.id, patch, clock.now());
  if (!changed) throw notFound('conversation');
  return changed;
}
