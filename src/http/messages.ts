import { type Request, type Response, Router } from 'express';
import { v5 } from 'uuid';
import type { Authenticator } from '../accounts/principal.ts';
import { AppError, notFound } from '../errors.ts';
import { newId } from '../ids.ts';
import { withLogContext } from '../logger.ts';
import type { ConversationStore } from '../ports/conversation-store.ts';
import { PostMessageBody } from '../protocol/rest/conversations.ts';
import { type AskedTurn, askAndFollow, type FollowDeps } from '../voice/follow-turn.ts';
import { idempotencyKeyOf, idempotencyKeyReused } from './idempotency.ts';
import { principalOf, requirePrincipal } from './principal.ts';
import { toMessage } from './representations.ts';
import { requestIdOf } from './request-id.ts';
import { openEventStream } from './sse.ts';
import { parse } from './validate.ts';

/** A turn that waited behind eight others is done by then; proxies allow 15 minutes. */
const ANSWER_DEADLINE_MS = 5 * 60_000;
const KEY_NAMESPACE = '0197b0f5-6a3e-7c11-9d42-5be1f3a6c0d8';

export interface MessagesDeps extends FollowDeps {
  conversations: ConversationStore;
  authenticator: Authenticator;
  secureCookies: boolean;
  /** How long a request waits for its answer, in ms. */
  answerDeadlineMs?: number | undefined;
}

/** One typed turn over plain HTTP: as one JSON answer, or as the stream of its events. */
export function createMessagesRouter(deps: MessagesDeps): Router {
  const router = Router();
  router.post('/api/conversations/:id/messages', requirePrincipal(deps.authenticator, deps), async (req, res) => {
    const asked = await askedTurn(deps, req, res);
    await withLogContext({ conversationId: asked.conversation.id }, async () => {
      if (req.accepts(['application/json', 'text/event-stream']) === 'text/event-stream') {
        await answerAsStream(deps, asked, req, res);
      } else {
        await answerAsJson(deps, asked, res);
      }
    });
  });
  return router;
}

/** A message without an id of its own takes one from its Idempotency-Key: the store then knows a repeat. */
async function askedTurn(deps: MessagesDeps, req: Request, res: Response): Promise<AskedTurn & { keyed: boolean }> {
  const { learnerId, name } = principalOf(res);
  const conversation = await deps.conversations.find(learnerId, String(req.params['id']));
  if (!conversation) throw notFound('conversation');
  const { id, text, source } = parse(PostMessageBody, req.body);
  const key = idempotencyKeyOf(req);
  const fromKey = key === undefined ? undefined : v5(`${learnerId} ${conversation.id} ${key}`, KEY_NAMESPACE);
  const message = { id: id ?? fromKey ?? newId(), text, source, door: 'rest' } as const;
  return { conversation, learnerName: name, message, keyed: id === undefined && fromKey !== undefined };
}

async function answerAsStream(deps: MessagesDeps, asked: AskedTurn & { keyed: boolean }, req: Request, res: Response) {
  const events = askAndFollow(deps, asked, lifetimeOf(deps, res));
  // Before the stream is opened, so that a refusal is still a plain HTTP answer.
  const first = await firstOf(events, asked);
  const stream = openEventStream(req, res);
  try {
    for (let next = first; !next.done; next = await events.next()) {
      stream.send(next.value.type, next.value, String(next.value.offset));
    }
  } catch (error) {
    // What nobody foresaw goes to the error handler, which logs it and breaks the stream off.
    if (!(error instanceof AppError)) throw error;
    const { code, message, retryable } = error;
    stream.send('error', { type: 'error', code, message, retryable, requestId: requestIdOf(res) });
  }
  stream.end();
}

async function answerAsJson(deps: MessagesDeps, asked: AskedTurn & { keyed: boolean }, res: Response): Promise<void> {
  const events = askAndFollow(deps, asked, lifetimeOf(deps, res));
  let next = await firstOf(events, asked);
  while (!next.done) next = await events.next();
  if (res.destroyed) return;
  const { answerId, ended } = next.value;
  if (!ended) throw answerLate();
  const { learnerId } = asked.conversation;
  const message = await deps.messages.find(learnerId, asked.message.id);
  const answer = await deps.messages.find(learnerId, answerId);
  if (!message || !answer) throw notFound('conversation');
  res.json({ message: toMessage(message), answer: toMessage(answer) });
}

async function firstOf(events: ReturnType<typeof askAndFollow>, { keyed }: { keyed: boolean }) {
  try {
    return await events.next();
  } catch (error) {
    if (keyed && error instanceof AppError && error.code === 'id_in_use') throw idempotencyKeyReused();
    throw error;
  }
}

/** Ends when the client went away or has waited long enough; the turn goes on in either case. */
function lifetimeOf({ answerDeadlineMs = ANSWER_DEADLINE_MS }: MessagesDeps, res: Response): AbortSignal {
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  return AbortSignal.any([gone.signal, AbortSignal.timeout(answerDeadlineMs)]);
}

function answerLate(): AppError {
  return new AppError({
    code: 'answer_late',
    status: 504,
    message: 'The answer is still being made; send the message again with the same id to wait for it.',
    retryable: true,
  });
}
