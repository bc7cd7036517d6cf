import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryEventLog } from '../../src/adapters/memory/event-log.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { createEvents } from '../../src/events.ts';
import { newId } from '../../src/ids.ts';
import { recoverTurns } from '../../src/jobs/recover-turns.ts';
import { createLogger } from '../../src/logger.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import type { LoggedEvent } from '../../src/protocol/server-events.ts';
import { DATABASE_KINDS, openTestDatabase } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { addLearner } from '../support/realtime-node.ts';

describe.each(DATABASE_KINDS)('turns left behind by a stopped server, on %s', (kind) => {
  const logger = createLogger({ level: 'silent', pretty: false });
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let eventLog: EventLog;
  let clock: FakeClock;
  let heard: LoggedEvent[];
  let stop: () => void;
  let turn: { turnId: string; answerId: string; conversationId: string; learnerId: string };

  beforeEach(async () => {
    database = await openTestDatabase(kind);
    clock = new FakeClock();
    eventLog = createMemoryEventLog({ clock: systemClock, logger });
    heard = [];
    stop = () => undefined;
    const { learnerId } = await addLearner(database.stores);
    const conversationId = newId();
    const now = clock.now();
    await database.stores.conversations.create({
      id: conversationId,
      learnerId,
      title: '',
      mode: 'tutor',
      createdAt: now,
      updatedAt: now,
    });
    turn = { turnId: newId(), answerId: newId(), conversationId, learnerId };
    await database.stores.messages.beginTurn({
      ...turn,
      question: { id: newId(), text: 'How?', source: 'typed' },
      now,
      owner: 'gone',
      leaseUntil: now + 15_000,
    });
    await database.stores.messages.saveProgress(turn.turnId, 'Leaves ');
    await eventLog.subscribe(conversationId, (event) => heard.push(event));
  });
  afterEach(async () => {
    stop();
    await database.drop();
  });

  const recover = async (alone: boolean, owner = newId()) => {
    const { turns: events } = createEvents(logger);
    const { messages } = database.stores;
    stop = await recoverTurns({ messages, eventLog, clock, events, logger, owner, alone });
  };
  const failed = () => [
    { type: 'turn_end', turnId: turn.turnId, messageId: turn.answerId, status: 'failed', heardText: 'Leaves ' },
    { type: 'state', state: 'listening' },
  ];

  it('are failed at the start where nobody else can be running them', async () => {
    await recover(true);
    expect(heard).toMatchObject(failed());
    expect(await database.stores.messages.find(turn.learnerId, turn.answerId)).toMatchObject({
      status: 'failed',
      errorCode: 'server_stopped',
      text: 'Leaves ',
    });
  });

  it('are left alone while they are our own', async () => {
    await recover(true, 'gone');
    expect(heard).toEqual([]);
  });

  it('are failed among several nodes as soon as their lease has run out, and told once', async () => {
    await recover(false);
    expect(heard).toEqual([]);
    clock.advance(10_000);
    await database.stores.messages.renewLeases('gone', clock.now() + 15_000);
    for (let waited = 0; waited < 4; waited += 1) clock.advance(5000);
    await vi.waitFor(() => {
      clock.advance(5000);
      expect(heard).toMatchObject(failed());
    });
    clock.advance(5000);
    expect(heard).toHaveLength(2);
  });

  it('are looked for again after the database was away', async () => {
    await recover(false);
    vi.spyOn(database.stores.messages, 'failAbandoned').mockRejectedValueOnce(new Error('down'));
    await vi.waitFor(() => {
      clock.advance(5000);
      expect(heard).toMatchObject(failed());
    });
  });
});
