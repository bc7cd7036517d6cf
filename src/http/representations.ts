import type { ApiToken, Learner, Session } from '../ports/account-store.ts';
import type { CallOfLearner } from '../ports/call-store.ts';
import type { Conversation as StoredConversation } from '../ports/conversation-store.ts';
import type { Course as StoredCourse } from '../ports/course-store.ts';
import type { Message as StoredMessage } from '../ports/message-store.ts';
import type { PhoneLink as StoredPhoneLink } from '../ports/phone-store.ts';
import type { ListedRecording } from '../ports/recording-store.ts';
import type { Account } from '../protocol/rest/accounts.ts';
import type { Conversation, Message } from '../protocol/rest/conversations.ts';
import type { Course } from '../protocol/rest/courses.ts';
import type { PhoneLink, TelephoneCall } from '../protocol/rest/phones.ts';
import type { Recording } from '../protocol/rest/recordings.ts';

/** Times leave the server as ISO 8601 in UTC. */
export function instant(ms: number): string {
  return new Date(ms).toISOString();
}

export function toAccount(learner: Learner, role: Learner['role']): Account {
  const { id, name, email, language, keepsRecordings = false, patience, createdAt } = learner;
  const spoken = { ...(language !== undefined && { language }), ...(patience !== undefined && { patience }) };
  return { id, name, email, role, ...spoken, keepsRecordings, createdAt: instant(createdAt) };
}

export function toRecording({ id, conversationId, messageId, text, durationMs, bytes, createdAt }: ListedRecording) {
  return { id, conversationId, messageId, text, durationMs, bytes, createdAt: instant(createdAt) } satisfies Recording;
}

export function toDevice(session: Session, currentId: string) {
  const { id, userAgent, address, createdAt, lastSeenAt } = session;
  return {
    id,
    userAgent,
    address,
    createdAt: instant(createdAt),
    lastSeenAt: instant(lastSeenAt),
    current: id === currentId,
  };
}

export function toToken({ id, name, createdAt, lastUsedAt }: ApiToken) {
  return {
    id,
    name,
    createdAt: instant(createdAt),
    ...(lastUsedAt !== undefined && { lastUsedAt: instant(lastUsedAt) }),
  };
}

export function toPhoneLink({ id, phone, pinHash, createdAt, lastCallAt }: StoredPhoneLink): PhoneLink {
  return {
    id,
    phone,
    hasPin: pinHash !== undefined,
    createdAt: instant(createdAt),
    ...(lastCallAt !== undefined && { lastCallAt: instant(lastCallAt) }),
  };
}

export function toCall({ call, talks, summary }: CallOfLearner): TelephoneCall {
  const { id, startedAt, endedAt, durationS } = call;
  return {
    id,
    startedAt: instant(startedAt),
    ...(endedAt !== undefined && { endedAt: instant(endedAt) }),
    ...(durationS !== undefined && { durationS }),
    summary,
    conversationIds: talks,
  };
}

export function toConversation(conversation: StoredConversation): Conversation {
  const { id, title, mode, language, documentIds, courseId, createdAt, updatedAt } = conversation;
  return {
    id,
    title,
    mode,
    ...(language !== undefined && { language }),
    ...(documentIds !== undefined && { documentIds }),
    ...(courseId !== undefined && { courseId }),
    createdAt: instant(createdAt),
    updatedAt: instant(updatedAt),
  };
}

export function toCourse({ id, name, documentIds, createdAt }: StoredCourse): Course {
  return { id, name, documentIds, createdAt: instant(createdAt) };
}

export function toMessage(message: StoredMessage): Message {
  const { id, role, text, heardText, status, turnId, citations, earlierTalk, createdAt, timings, usage } = message;
  return {
    id,
    role,
    text,
    ...(heardText !== undefined && { heardText }),
    status,
    turnId,
    citations,
    ...(earlierTalk !== undefined && { earlierTalk }),
    createdAt: instant(createdAt),
    ...(timings !== undefined && { timings }),
    ...(usage !== undefined && { usage }),
  };
}
