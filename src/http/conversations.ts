import { Router } from 'express';
import type { Authenticator, Principal } from '../accounts/principal.ts';
import { invalid, notFound } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Conversation, ConversationStore } from '../ports/conversation-store.ts';
import type { CourseStore } from '../ports/course-store.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { MessageStore } from '../ports/message-store.ts';
import { ConversationBody, ExportQuery } from '../protocol/rest/conversations.ts';
import { PageQuery } from '../protocol/rest/paging.ts';
import type { Talks } from '../voice/talks.ts';
import { everyPage } from './every-page.ts';
import { conversationAsJson, conversationAsMarkdown } from './export-conversation.ts';
import { type IdempotencyDeps, idempotent } from './idempotency.ts';
import { principalOf, requirePrincipal } from './principal.ts';
import { toConversation, toMessage } from './representations.ts';
import { streamText } from './stream-text.ts';
import { parse } from './validate.ts';

export interface ConversationsDeps {
  conversations: ConversationStore;
  messages: MessageStore;
  documents: DocumentStore;
  courses: Pick<CourseStore, 'documentIds'>;
  talks: Talks;
  authenticator: Authenticator;
  idempotency: IdempotencyDeps;
  clock: Clock;
  secureCookies: boolean;
}

/** A learner's conversations and what was said in them. */
export function createConversationsRouter(deps: ConversationsDeps): Router {
  const { conversations, messages } = deps;
  const router = Router();
  router.use('/api/conversations', requirePrincipal(deps.authenticator, deps));

  const find = async (principal: Principal, id: string): Promise<Conversation> => {
    const conversation = await conversations.find(principal.learnerId, id);
    if (!conversation) throw notFound('conversation');
    return conversation;
  };

  router.get('/api/conversations', async (req, res) => {
    const page = await conversations.list(principalOf(res).learnerId, parse(PageQuery, req.query));
    res.json({ conversations: page.items.map(toConversation), nextCursor: page.nextCursor });
  });

  router.post(
    '/api/conversations',
    idempotent(deps.idempotency, async (req, res) => {
      const body = parse(ConversationBody, req.body ?? {});
      return { status: 201, body: toConversation(await create(deps, principalOf(res), body)) };
    }),
  );

  router.get('/api/conversations/:id', async (req, res) => {
    res.json(toConversation(await find(principalOf(res), req.params.id)));
  });

  router.patch('/api/conversations/:id', async (req, res) => {
    const conversation = await find(principalOf(res), req.params.id);
    res.json(toConversation(await change(deps, conversation, parse(ConversationBody, req.body))));
  });

  router.delete('/api/conversations/:id', async (req, res) => {
    const { id } = req.params;
    if (!(await deps.talks.remove(principalOf(res).learnerId, id))) throw notFound('conversation');
    res.status(204).end();
  });

  router.get('/api/conversations/:id/messages', async (req, res) => {
    const { id, learnerId } = await find(principalOf(res), req.params.id);
    const page = await messages.list(learnerId, id, parse(PageQuery, req.query));
    res.json({ messages: page.items.map(toMessage), nextCursor: page.nextCursor });
  });

  router.get('/api/conversations/:id/export', async (req, res) => {
    const { format } = parse(ExportQuery, req.query);
    const conversation = await find(principalOf(res), req.params.id);
    const said = everyPage((page) => messages.list(conversation.learnerId, conversation.id, page));
    res.attachment(`conversation-${conversation.id}.${format}`);
    const asText = format === 'md' ? conversationAsMarkdown : conversationAsJson;
    res.type(format === 'md' ? 'text/markdown; charset=utf-8' : 'application/json');
    await streamText(res, asText(conversation, said));
  });

  return router;
}

async function create(deps: ConversationsDeps, principal: Principal, wishes: ConversationBody): Promise<Conversation> {
  const { learnerId, name: learnerName } = principal;
  const { mode, language } = wishes;
  await checkScope(deps, learnerId, wishes);
  const conversation = await deps.talks.open({ learnerId, learnerName, mode, language: language ?? undefined });
  const { documentIds, courseId, title } = wishes;
  return rename(deps, await deps.talks.set(conversation, { documentIds, courseId }), title);
}

/** What concerns the talk itself goes through the talks, which know the modes that are taught, and who has to hear of it. */
async function change(
  deps: ConversationsDeps,
  conversation: Conversation,
  wishes: ConversationBody,
): Promise<Conversation> {
  const { title, ...options } = wishes;
  await checkScope(deps, conversation.learnerId, wishes);
  return rename(deps, await deps.talks.set(conversation, options), title);
}

async function rename(
  { conversations, clock }: ConversationsDeps,
  conversation: Conversation,
  title: string | undefined,
): Promise<Conversation> {
  if (title === undefined) return conversation;
  const updated = await conversations.update(conversation.learnerId, conversation.id, { title }, clock.now());
  if (!updated) throw notFound('conversation');
  return updated;
}

/** Throws `unknown_document` or `unknown_course` for what is not there, or not the learner's. */
async function checkScope(
  { documents, courses }: ConversationsDeps,
  learnerId: string,
  { documentIds, courseId }: ConversationBody,
): Promise<void> {
  for (const id of documentIds ?? []) {
    if (await documents.find(learnerId, id)) continue;
    throw invalid('unknown_document', 'One of the documents is not there.');
  }
  if (courseId && !(await courses.documentIds(learnerId, courseId))) {
    throw invalid('unknown_course', 'The course is not there.');
  }
}
