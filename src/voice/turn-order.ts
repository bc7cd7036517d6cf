import { orAborted } from '../until-aborted.ts';
import { giveUpTurn, runTurn } from './turn.ts';
import { TurnStop } from './turn-stop.ts';
import { afterWaiting, type TurnParts, type TurnTask } from './turn-task.ts';

/** Pause between two looks, ms. Ends of turns are told at once; what nobody tells is a process that died, or lost its log. */
const LOOK_AGAIN_MS = 1000;

/**
 * Runs a stored turn when those that began before it on other nodes have ended, so that a learner who moved to another node
 * while the tutor speaks gets one answer after the other. The wait is bounded: a dead node's turns are not waited for once
 * their leases have run out, and stopping the turn gives it up.
 */
export async function runInOrder(parts: TurnParts, task: TurnTask, stop: AbortSignal): Promise<void> {
  let waited = false;
  try {
    waited = !task.alone && (await earlierTurnsEnded(parts, task, stop));
  } catch (error) {
    if (error instanceof TurnStop) return giveUpTurn(parts, task, error.reason);
    // Better two answers at once than none; where the database is away the turn fails by itself.
    parts.logger.warn({ err: error }, 'turns on other nodes could not be looked for');
  }
  await runTurn(parts, waited ? afterWaiting(task, parts.clock.now()) : task, stop);
}

/** @returns whether there was anything to wait for. Throws the reason of `stop`. */
async function earlierTurnsEnded(parts: TurnParts, { turnId, conversationId }: TurnTask, stop: AbortSignal) {
  const { stores, clock, eventLog } = parts;
  const isEarly = () => orAborted(stores.messages.hasEarlierTurn(turnId, clock.now()), stop);
  if (!(await isEarly())) return false;
  let onEnd: () => void = () => undefined;
  const unsubscribe = await eventLog.subscribe(conversationId, ({ type }) => {
    if (type === 'turn_end') onEnd();
  });
  let cancel: () => void = () => undefined;
  try {
    for (;;) {
      // Listens before it looks, so that no end falls in between.
      const { promise: news, resolve } = Promise.withResolvers<void>();
      onEnd = resolve;
      cancel = clock.after(LOOK_AGAIN_MS, resolve);
      if (!(await isEarly())) return true;
      await orAborted(news, stop);
      cancel();
    }
  } finally {
    cancel();
    unsubscribe();
  }
}
