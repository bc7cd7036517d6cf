import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { Message, MessageStore } from '../ports/message-store.ts';
import { NO_TIMINGS, NO_USAGE } from '../voice/turn-record.ts';

/** A third of a lease: an abandoned turn is found at most that long after its lease ran out. */
const EVERY_MS = 5000;

export interface RecoverTurnsOptions {
  messages: MessageStore;
  eventLog: EventLog;
  clock: Clock;
  /** From `createEvents(logger).turns`. */
  events: { abandoned(count: number): void };
  logger: Logger;
  /** Id of this process's run, as `createTalks` has it. */
  owner: string;
  /** One node alone (SQLite): whatever is not ours was left behind by a process that is gone. */
  alone: boolean;
}

/**
 * Finds the turns that a stopped server left running, marks them failed, and tells those who still follow the conversation,
 * so that the answer can be asked for again. Resolves when the first look is done, before the doors open; then looks again
 * every 5 s. A database that doesn't answer fails the first look and is waited for later.
 *
 * @returns the function that ends it.
 */
export async function recoverTurns(options: RecoverTurnsOptions): Promise<() => void> {
  const logger = options.logger.child({ name: 'recover-turns' });
  let cancel: () => void = () => undefined;
  let stopped = false;

  const lookLater = (): void => {
    if (stopped) return;
    cancel = options.clock.after(EVERY_MS, () => {
      failAbandoned(options)
        .catch((error: unknown) => logger.error({ err: error }, 'abandoned turns could not be looked for'))
        .finally(lookLater);
    });
  };

  await failAbandoned(options);
  lookLater();
  return () => {
    stopped = true;
    cancel();
  };
}

async function failAbandoned(options: RecoverTurnsOptions): Promise<void> {
  const { messages, clock, events, owner, alone } = options;
  const abandoned = await messages.failAbandoned(clock.now(), alone ? owner : undefined);
  if (abandoned.length === 0) return;
  events.abandoned(abandoned.length);
  for (const answer of abandoned) await tell(options, answer);
}

/** The turn is stored as failed whether or not this reaches anybody. */
async function tell({ eventLog, logger }: RecoverTurnsOptions, answer: Message): Promise<void> {
  const { conversationId, turnId, id } = answer;
  try {
    await eventLog.append(conversationId, {
      type: 'turn_end',
      turnId,
      messageId: id,
      status: 'failed',
      heardText: answer.heardText ?? answer.text,
      timings: answer.timings ?? NO_TIMINGS,
      usage: answer.usage ?? NO_USAGE,
    });
    await eventLog.append(conversationId, { type: 'state', state: 'listening' });
  } catch (error) {
    logger.error({ err: error, conversationId, turnId }, 'the end of an abandoned turn could not be told');
  }
}
