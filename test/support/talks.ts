import { vi } from 'vitest';
import { createMemoryEventLog } from '../../src/adapters/memory/event-log.ts';
import { createMemorySignals } from '../../src/adapters/memory/signals.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { createEvents } from '../../src/events.ts';
import { newId } from '../../src/ids.ts';
import { createLogger } from '../../src/logger.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { LoggedEvent } from '../../src/protocol/server-events.ts';
import { createTalks } from '../../src/voice/create-talks.ts';
import { Grounds } from '../../src/voice/grounds.ts';
import { type DatabaseKind, openTestDatabase } from './databases.ts';
import { ScriptedTutor } from './scripted-tutor.ts';

type EventOf<T extends LoggedEvent['type']> = Extract<LoggedEvent, { type: T }>;

/** Talks over a real database with a scripted tutor, and an ear at one conversation. */
export async function startTalks(kind: DatabaseKind, clock: Clock = systemClock) {
  const database = await openTestDatabase(kind);
  const logger = createLogger({ level: 'silent', pretty: false });
  const eventLog = createMemoryEventLog({ clock: systemClock, logger });
  const signals = createMemorySignals({ logger });
  const tutor = new ScriptedTutor();
  const owner = newId();
  const { turns } = createEvents(logger);
  const { stores } = database;
  const grounds = new Grounds(stores, clock);
  let expected = 0;
  const onExpected = () => {
    expected += 1;
  };
  const talks = createTalks({
    onExpected,
    stores,
    grounds,
    eventLog,
    signals,
    tutor,
    clock,
    events: turns,
    logger,
    owner,
  });
  const events: LoggedEvent[] = [];
  let read = 0;
  let unsubscribe: () => void = () => undefined;

  return {
    stores,
    eventLog,
    signals,
    tutor,
    owner,
    talks,
    logger,
    /** What was told in the conversation that is followed. */
    events,
    /** How many questions were said to be coming. */
    expected: () => expected,
    async follow(conversationId: string): Promise<void> {
      unsubscribe = await eventLog.subscribe(conversationId, (event) => events.push(event));
    },
    /** The next event of this type after those already waited for. */
    told<T extends LoggedEvent['type']>(
      type: T,
      matches: (event: EventOf<T>) => boolean = () => true,
    ): Promise<EventOf<T>> {
      return vi.waitFor(
        () => {
          while (read < events.length) {
            const event = events[read++] as EventOf<T>;
            if (event.type === type && matches(event)) return event;
          }
          throw new Error(`no ${type} yet`);
        },
        { interval: 5 },
      );
    },
    /** Types of all events, states by their name. */
    types: (): string[] => events.map((event) => (event.type === 'state' ? event.state : event.type)),
    /** Forgets what a test before has heard and scripted. */
    reset(): void {
      unsubscribe();
      events.length = 0;
      read = 0;
      tutor.reset();
    },
    async stop(): Promise<void> {
      talks.close();
      await database.drop();
    },
  };
}

export type TalksUnderTest = Awaited<ReturnType<typeof startTalks>>;
