import type { ZodOpenApiPathsObject } from 'zod-openapi';
import {
  Conversation,
  ConversationBody,
  ConversationList,
  ExportQuery,
  MessageList,
  PostMessageAnswer,
  PostMessageBody,
} from '../../protocol/rest/conversations.ts';
import { PageQuery } from '../../protocol/rest/paging.ts';
import { ConversationEvent } from '../../protocol/server-events.ts';
import { json, noContent, operation, text } from './operation.ts';

const tag = 'Conversations';
const CURSOR = '`invalid_request`, `invalid_cursor`';

export const conversationPaths: ZodOpenApiPathsObject = {
  '/api/conversations': {
    get: operation({
      id: 'listConversations',
      tag,
      summary: 'Your conversations, latest use first',
      query: PageQuery,
      answers: { 200: json('A page of them.', ConversationList) },
      problems: { 400: CURSOR },
    }),
    post: operation({
      id: 'createConversation',
      tag,
      summary: 'Begin a conversation',
      body: ConversationBody,
      idempotent: true,
      answers: { 201: json('The conversation.', Conversation) },
      problems: { 422: '`mode_unavailable`, `unknown_document`, `unknown_course`, `idempotency_key_reused`' },
    }),
  },
  '/api/conversations/{id}': {
    get: operation({
      id: 'getConversation',
      tag,
      summary: 'A conversation',
      ofOne: true,
      answers: { 200: json('The conversation.', Conversation) },
    }),
    patch: operation({
      id: 'updateConversation',
      tag,
      summary: 'Change title, mode, language, documents or course',
      description: 'What is left out stays as it is. Null takes away the language, the documents or the course.',
      ofOne: true,
      body: ConversationBody,
      answers: { 200: json('The conversation.', Conversation) },
      problems: { 422: '`mode_unavailable`, `unknown_document`, `unknown_course`' },
    }),
    delete: operation({
      id: 'deleteConversation',
      tag,
      summary: 'Delete a conversation with its messages',
      ofOne: true,
      answers: { 204: noContent },
    }),
  },
  '/api/conversations/{id}/messages': {
    get: operation({
      id: 'listMessages',
      tag,
      summary: 'What was said, oldest first',
      ofOne: true,
      query: PageQuery,
      answers: { 200: json('A page of it.', MessageList) },
      problems: { 400: CURSOR },
    }),
    post: operation({
      id: 'postMessage',
      tag,
      summary: 'Say something and be answered',
      description:
        'One typed turn. With `Accept: text/event-stream` the events of the turn as they happen, up to `turn_end`; otherwise ' +
        'one answer when the turn has ended. A client that goes away does not stop the turn. An `id` that was sent before ' +
        'never runs a second turn.',
      ofOne: true,
      body: PostMessageBody,
      idempotent: true,
      answers: {
        200: {
          description: 'The message and its answer, or the events.',
          content: {
            'application/json': { schema: PostMessageAnswer },
            'text/event-stream': { schema: ConversationEvent },
          },
        },
      },
      problems: {
        409: '`id_in_use`',
        429: '`too_many_waiting`',
        503: '`restarting`',
        504: '`answer_late`: send it again with the same id to wait on',
      },
    }),
  },
  '/api/conversations/{id}/export': {
    get: operation({
      id: 'exportConversation',
      tag,
      summary: 'A conversation as a file',
      ofOne: true,
      query: ExportQuery,
      answers: { 200: text('The file.', 'text/markdown', 'application/json') },
    }),
  },
};
