import { AppError, notFound } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Conversation } from '../ports/conversation-store.ts';
import type { BeginTurnResult, Message, NewTurn } from '../ports/message-store.ts';
import type { Leases } from './leases.ts';
import type { TalkSession } from './talk-session.ts';
import type { TalkSessions } from './talk-sessions.ts';
import type { Talks, UserMessage } from './talks.ts';
import { titleOf } from './title.ts';
import { hasEnded, turnEndOf } from './turn-end-event.ts';
import type { TurnParts, TurnTask } from './turn-task.ts';

/** Taking questions: stored first, then acknowledged, then answered. */
export function createQuestions(
  parts: TurnParts,
  sessions: TalkSessions,
  leases: Leases,
): Pick<Talks, 'submit' | 'regenerate'> {
  const { stores, eventLog, clock, logger, onUntold } = parts;

  async function checkRoom(
    session: TalkSession,
    learnerId: string,
    questionId: string | undefined,
    spoken: boolean,
  ): Promise<void> {
    // What was said before the server began to go down is still taken.
    const refusal = refusalOf(session, spoken ? sessions.drained : sessions.draining);
    if (!refusal) return;
    // What was stored before is answered even when nothing new is taken.
    const known = questionId !== undefined && (await stores.messages.find(learnerId, questionId)) !== undefined;
    if (!known) throw refusal;
  }

  /** Tells `accepted`. When it can't be told the turn runs all the same: the message is stored, so it is answered. */
  async function acknowledge(conversationId: string, id: string): Promise<void> {
    try {
      await eventLog.append(conversationId, { type: 'accepted', id });
    } catch (error) {
      logger.error({ err: error }, 'a stored message could not be acknowledged');
      onUntold?.(conversationId);
    }
  }

  async function answerRepeat(conversationId: string, id: string, answer: Message) {
    await eventLog.append(conversationId, { type: 'accepted', id });
    if (hasEnded(answer)) await eventLog.append(conversationId, turnEndOf(answer));
    return { turnId: answer.turnId, answerId: answer.id };
  }

  async function nameAfter(conversation: Conversation, question: string): Promise<void> {
    const title = titleOf(question);
    await stores.conversations.update(conversation.learnerId, conversation.id, { title }, clock.now());
  }

  function newTurn() {
    const ids = { turnId: newId(), answerId: newId() };
    return { ...ids, now: clock.now(), owner: leases.owner, leaseUntil: leases.start() };
  }

  /**
   * Stores the turn, at the second attempt if need be: a connection that is lost after storing and before confirming would
   * leave a turn that nobody runs. It is then known already, under the id that it has just been given.
   */
  async function begin(turn: NewTurn): Promise<BeginTurnResult> {
    try {
      return await stores.messages.beginTurn(turn);
    } catch (error) {
      if (!(error instanceof AppError && error.retryable)) throw error;
      logger.warn({ err: error }, 'a turn could not be stored, trying once more');
      return stores.messages.beginTurn(turn);
    }
  }

  async function take(session: TalkSession, conversation: Conversation, learnerName: string, message: UserMessage) {
    const { id: conversationId, learnerId } = conversation;
    const askedAt = message.spoken?.finishedAt ?? clock.now();
    await checkRoom(session, learnerId, message.id, message.spoken !== undefined);
    const { id, text, source, spoken, callSid } = message;
    const { door, line } = wayOf(message);
    const turn = newTurn();
    const { turnId, answerId } = turn;
    const question = { id, text, source, heard: spoken?.heard };
    const begun = await begin({ ...turn, conversationId, learnerId, question, callSid });
    if (begun.outcome === 'conflict') throw idInUse();
    if (begun.outcome === 'known' && begun.answer.turnId !== turnId)
      return answerRepeat(conversationId, id, begun.answer);
    await acknowledge(conversationId, id);
    const task: TurnTask = {
      turnId,
      answerId,
      questionId: id,
      conversationId,
      learnerId,
      learnerName,
      text,
      createdAt: turn.now,
      askedAt,
      door,
      line,
      spoken,
      callSid,
      ...(begun.outcome === 'stored' && { alone: begun.alone }),
    };
    session.apply({ type: 'asked', turn: task });
    const { title } = begun.outcome === 'stored' ? begun : conversation;
    if (title === '') await nameAfter(conversation, text);
    return { turnId, answerId };
  }

  async function again(session: TalkSession, conversation: Conversation, learnerName: string, messageId: string) {
    const { id: conversationId, learnerId } = conversation;
    const askedAt = clock.now();
    await checkRoom(session, learnerId, undefined, false);
    const message = await stores.messages.find(learnerId, messageId);
    if (message?.conversationId !== conversationId) throw notFound('message');
    const turn = newTurn();
    const begun = await stores.messages.beginRegeneration(learnerId, messageId, turn);
    if (!begun) throw turnRunning();
    const { id: questionId, text, createdAt } = begun.question;
    const { turnId, answerId } = turn;
    session.apply({
      type: 'asked',
      turn: {
        turnId,
        answerId,
        questionId,
        conversationId,
        learnerId,
        learnerName,
        text,
        createdAt,
        askedAt,
        door: 'realtime',
        line: 'app',
      },
    });
    return { turnId, answerId };
  }

  return {
    submit(conversation, learnerName, message) {
      const session = sessions.at(conversation.id);
      return session.take(() => take(session, conversation, learnerName, message));
    },
    regenerate(conversation, learnerName, messageId) {
      const session = sessions.at(conversation.id);
      return session.take(() => again(session, conversation, learnerName, messageId));
    },
  };
}

/** What is spoken on a call is answered there; of what comes through other doors only the app's is also heard. */
function wayOf({ line, door, spoken }: UserMessage): Pick<TurnTask, 'door' | 'line'> {
  const kind = line ?? spoken?.line?.kind;
  const through = door ?? (kind === 'phone' ? 'phone' : 'realtime');
  return { door: through, line: kind ?? (through === 'realtime' ? 'app' : undefined) };
}

function refusalOf(session: TalkSession, draining: boolean): AppError | undefined {
  if (draining) {
    return new AppError({
      code: 'restarting',
      status: 503,
      message: 'The server restarts. Send it again in a moment.',
      retryable: true,
    });
  }
  if (session.admits) return undefined;
  return new AppError({
    code: 'too_many_waiting',
    status: 429,
    message: 'Too many questions are waiting. Send it again when one has been answered.',
    retryable: true,
  });
}

function idInUse(): AppError {
  return new AppError({
    code: 'id_in_use',
    status: 409,
    message: 'This id belongs to another message. A new message needs a new id.',
  });
}

function turnRunning(): AppError {
  return new AppError({
    code: 'turn_running',
    status: 409,
    message: 'This question is still being answered.',
    retryable: true,
  });
}
