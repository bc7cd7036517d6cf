import type { z } from 'zod';
import {
  Conversation,
  type ConversationBody,
  ConversationList,
  type Message,
  MessageList,
  PostMessageAnswer,
} from '../../protocol/rest/conversations.ts';
import { command, request } from './request.ts';

/** More pages than this would be a server that gives the same page for ever. */
const MOST_PAGES = 100;

export function createConversation(
  body: z.input<typeof ConversationBody>,
  idempotencyKey: string,
): Promise<Conversation> {
  return request(Conversation, '/api/conversations', { method: 'POST', body, idempotencyKey });
}

/** The latest hundred. */
export async function listConversations(): Promise<Conversation[]> {
  return (await request(ConversationList, '/api/conversations?limit=100')).conversations;
}

export function getConversation(id: string): Promise<Conversation> {
  return request(Conversation, `/api/conversations/${id}`);
}

export function renameConversation(id: string, title: string): Promise<Conversation> {
  return request(Conversation, `/api/conversations/${id}`, { method: 'PATCH', body: { title } });
}

export function deleteConversation(id: string): Promise<void> {
  return command(`/api/conversations/${id}`, { method: 'DELETE' });
}

/** All messages of a conversation, oldest first. */
export async function listMessages(conversationId: string): Promise<Message[]> {
  const messages: Message[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = new URLSearchParams({ limit: '100', ...(cursor ? { cursor } : {}) });
    const answer = await request(MessageList, `/api/conversations/${conversationId}/messages?${query}`);
    messages.push(...answer.messages);
    cursor = answer.nextCursor;
    if (!cursor) break;
  }
  return messages;
}

/** Asks without a live connection; resolves when the answer is there too. */
export async function postMessage(
  conversationId: string,
  message: { id: string; text: string; source: 'typed' | 'speech' },
): Promise<void> {
  await request(PostMessageAnswer, `/api/conversations/${conversationId}/messages`, { method: 'POST', body: message });
}
