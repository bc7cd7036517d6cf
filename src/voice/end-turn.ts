import { AppError } from '../errors.ts';
import type { TurnResult } from '../ports/message-store.ts';
import { NO_USAGE, type TurnOutcome, type TurnRecord } from './turn-record.ts';
import type { TurnParts, TurnTask } from './turn-task.ts';

/** Between attempts to store the end of a turn while the database is away. */
const STORE_RETRY_MS = 1000;

export interface TurnEnding extends TurnOutcome {
  /** What ended a failed turn, told to the learner before its end. */
  error?: AppError | undefined;
}

/**
 * Stores how a turn ended, then tells it: what is told has been stored. While the database is away it tries again, as a
 * turn that is told and forgotten would be worse than one that ends late. Tells nothing when somebody else ended it.
 */
export async function endTurn(parts: TurnParts, task: TurnTask, record: TurnRecord, ending: TurnEnding): Promise<void> {
  const { clock, events } = parts;
  const wanted = record.result(task.turnId, ending, clock.now());
  const stored = await storeEnd(parts, task, wanted);
  const result = stored ?? wanted;
  events.ended({
    turnId: task.turnId,
    status: result.status,
    door: task.door,
    model: result.model ?? 'none',
    timings: result.timings,
    totalMs: Math.max(0, clock.now() - task.askedAt),
    usage: result.usage,
    errorCode: result.errorCode,
  });
  if (stored) await tellEnd(parts, task, stored, ending.error);
}

/** @returns what was stored in the end; undefined when there was no pending turn to end any more. */
async function storeEnd(
  { stores: { messages }, clock, logger }: TurnParts,
  { learnerId, answerId }: TurnTask,
  wanted: TurnResult,
): Promise<TurnResult | undefined> {
  for (let result = wanted, attempt = 1; ; attempt += 1) {
    try {
      if (await messages.endTurn(result)) return result;
      // A connection may be lost after the first attempt was stored and before it was confirmed.
      const found = attempt > 1 ? await messages.find(learnerId, answerId) : undefined;
      return found?.status === result.status ? result : undefined;
    } catch (error) {
      logger.error({ err: error }, 'the end of a turn could not be stored');
      if (error instanceof AppError && error.retryable) {
        await new Promise<void>((resolve) => {
          clock.after(STORE_RETRY_MS, resolve);
        });
      } else if (result === wanted) {
        // It can't be stored as it is, so trying again would go on for ever: its bare text may still be.
        result = { ...wanted, status: 'failed', errorCode: 'internal', citations: [], usage: NO_USAGE };
      } else {
        return undefined;
      }
    }
  }
}

async function tellEnd(
  { eventLog, logger, onUntold }: TurnParts,
  task: TurnTask,
  result: TurnResult,
  error: AppError | undefined,
): Promise<void> {
  const { turnId, conversationId, answerId } = task;
  try {
    if (error) {
      const { code, message, retryable } = error;
      await eventLog.append(conversationId, { type: 'error', code, message, retryable, requestId: turnId });
    }
    await eventLog.append(conversationId, {
      type: 'turn_end',
      turnId,
      messageId: answerId,
      status: result.status,
      heardText: result.heardText ?? result.text,
      timings: result.timings,
      usage: result.usage,
      ...(result.earlierTalk && { earlierTalk: result.earlierTalk }),
    });
  } catch (failure) {
    logger.error({ err: failure }, 'the end of a turn could not be told');
    onUntold?.(conversationId);
  }
}
