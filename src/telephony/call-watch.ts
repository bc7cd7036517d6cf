import type { PhoneLinks } from '../accounts/phone-links.ts';
import type { Logger } from '../logger.ts';
import type { Call, CallStore, LastSigns } from '../ports/call-store.ts';
import type { Clock } from '../ports/clock.ts';
import { BETWEEN_SIGNS_MS, type Calls } from './calls.ts';
import type { GatherCalls } from './gather-calls.ts';
import { WITHOUT_SIGN_MS } from './lines.ts';

/** A call whose line is told to be over, or that was said goodbye to: its last words take no longer, ms. */
export const AFTER_GOODBYE_MS = 3 * 60_000;
/** Twilio ends the other half of a call that was put through after four hours, and tells it, ms. */
export const PUT_THROUGH_MS = 4 * 60 * 60_000 + WITHOUT_SIGN_MS;
/** No call is longer: Twilio's own bound, where nobody set another, is four hours. */
const LONGEST_CALL_MS = 24 * 60 * 60_000;
/** Calls that are closed in one go; the others are the next time. */
const MOST_AT_ONCE = 100;

export interface CallWatchDeps {
  store: Pick<CallStore, 'sign' | 'silent'>;
  calls: Pick<Calls, 'connected' | 'endUntold'>;
  gather: Pick<GatherCalls, 'forget'>;
  phoneLinks: Pick<PhoneLinks, 'list'>;
  /** Called once for each call that is closed and of which it is certain from which number it came. */
  afterCall: (call: Call, phone: string) => Promise<void>;
  clock: Clock;
  logger: Logger;
}

/** Closes calls whose end nobody tells. */
export interface CallWatch {
  /** Looks once: a call has to be silent both times that a node looks before it is closed. */
  look(): Promise<void>;
  /** Looks again and again. */
  start(): void;
  stop(): void;
}

/**
 * A living call is heard of: the node that holds its socket says so every minute, each webhook of a call turn by turn does. Where there
 * was no sign for longer than any turn takes, nobody is there any more. Whoever was cut off from the database, like all others, finds
 * old signs when it is there again; the second look comes after everybody has had time to give new ones.
 */
export function createCallWatch(deps: CallWatchDeps): CallWatch {
  const { store, calls, clock, logger } = deps;
  /** Calls that were silent the last time, and since when. */
  let silentBefore = new Map<string, number | undefined>();
  let stopped = false;
  let cancel = (): void => undefined;

  async function look(): Promise<void> {
    await store.sign(calls.connected, clock.now());
    const silent = await store.silent(lastSigns(clock.now()), MOST_AT_ONCE);
    const before = silentBefore;
    silentBefore = new Map(silent.map(({ callSid, signAt }) => [callSid, signAt]));
    for (const call of silent) {
      if (!before.has(call.callSid) || before.get(call.callSid) !== call.signAt) continue;
      const ended = await calls.endUntold(call);
      if (ended) await conclude(ended);
    }
  }

  async function conclude(call: Call): Promise<void> {
    await deps.gather.forget(call.callSid);
    const phone = await numberOf(deps.phoneLinks, call);
    if (phone !== undefined) await deps.afterCall(call, phone);
  }

  function lookLater(): void {
    cancel = clock.after(BETWEEN_SIGNS_MS, () => {
      look()
        .catch((error: unknown) => logger.warn({ err: error }, 'calls whose end nobody told could not be closed'))
        .finally(() => {
          if (!stopped) lookLater();
        });
    });
  }

  return {
    look,
    start: lookLater,
    stop() {
      stopped = true;
      cancel();
    },
  };
}

/** The record of a call holds no number: it is the one that this learner called from since. */
async function numberOf(links: Pick<PhoneLinks, 'list'>, { learnerId, startedAt }: Call): Promise<string | undefined> {
  if (learnerId === undefined) return undefined;
  const called = (await links.list(learnerId)).filter(({ lastCallAt = 0 }) => lastCallAt >= startedAt);
  return called.length === 1 ? called[0]?.phone : undefined;
}

function lastSigns(now: number): LastSigns {
  return {
    talking: now - WITHOUT_SIGN_MS - BETWEEN_SIGNS_MS,
    hungUp: now - AFTER_GOODBYE_MS,
    putThrough: now - PUT_THROUGH_MS,
    began: now - LONGEST_CALL_MS,
  };
}
