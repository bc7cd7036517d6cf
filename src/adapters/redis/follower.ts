import type { Logger } from '../../logger.ts';
import type { ResumePoint } from '../../protocol/client-messages.ts';
import type { LoggedEvent } from '../../protocol/server-events.ts';

/** Where a log stands, and the events that it still has after a point. */
export interface Kept extends ResumePoint {
  events: LoggedEvent[];
}

export interface FollowerOptions {
  /** The listener hears what comes after this. */
  start: ResumePoint;
  read(point: ResumePoint): Promise<Kept>;
  listener(event: LoggedEvent): void;
  logger: Logger;
}

/** Turns published events, of which some may be lost or repeated, into all events in order. */
export interface Follower {
  receive(epoch: string, event: LoggedEvent): void;
  /** Reads what may have been missed. */
  catchUp(): void;
  end(): void;
}

/** Readings in a row without anything new before the log is believed to have lost events, as after a failover. */
const MAX_READS = 3;

export function createFollower({ start, read, listener, logger }: FollowerOptions): Follower {
  let point = start;
  let inbox: { epoch: string; event: LoggedEvent }[] = [];
  let reading = false;
  let readAgain = false;
  let ended = false;

  const advance = (to: ResumePoint): void => {
    const missed = to.epoch === point.epoch ? to.offset - point.offset - 1 : 0;
    if (missed > 0) logger.warn({ missed }, 'events were gone before they could be passed on');
    point = to;
  };

  const deliver = (epoch: string, event: LoggedEvent): void => {
    advance({ epoch, offset: event.offset });
    try {
      listener(event);
    } catch (error) {
      logger.error({ err: error }, 'a listener threw');
    }
  };

  /** Delivers what follows without a gap. @returns whether something is missing before the next. */
  const deliverNext = (): boolean => {
    for (let next = inbox[0]; next && !ended; next = inbox[0]) {
      const last = next.epoch === point.epoch ? point.offset : 0;
      if (next.event.offset > last + 1) return true;
      inbox.shift();
      if (next.event.offset === last + 1) deliver(next.epoch, next.event);
    }
    return false;
  };

  const fill = async (): Promise<void> => {
    const { epoch, offset, events } = await read(point);
    for (const event of events) if (!ended) deliver(epoch, event);
    // Without an epoch the log was dropped: whatever comes next begins a new one.
    if (epoch !== '' && (epoch !== point.epoch || offset !== point.offset)) advance({ epoch, offset });
  };

  /** Reads until nothing is missing. Messages that come meanwhile wait in the inbox. */
  const readMissing = async (): Promise<void> => {
    let fruitless = 0;
    while (readAgain && !ended) {
      readAgain = false;
      const before = point;
      await fill();
      if (!deliverNext()) continue;
      readAgain = true;
      fruitless = point === before ? fruitless + 1 : 0;
      if (fruitless < MAX_READS) continue;
      // The log is the truth: what it does not know was never said.
      inbox.shift();
      logger.warn('an event was published that the log has lost');
    }
  };

  const catchUp = (): void => {
    readAgain = true;
    if (reading || ended) return;
    reading = true;
    const waiting = inbox.length;
    readMissing()
      .catch((error: unknown) => {
        logger.warn({ err: error }, 'missed events could not be read; the next one tries again');
        // One may have come while this reading failed, and be the last for long.
        if (inbox.length > waiting) readAgain = true;
      })
      .finally(() => {
        reading = false;
        if (readAgain) catchUp();
      });
  };

  return {
    receive(epoch, event) {
      if (ended) return;
      inbox.push({ epoch, event });
      if (!reading && deliverNext()) catchUp();
    },
    catchUp,
    end() {
      ended = true;
      inbox = [];
    },
  };
}
