import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createMemoryEventLog } from '../../src/adapters/memory/event-log.ts';
import { newId } from '../../src/ids.ts';
import { createLogger } from '../../src/logger.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import { EVENT_LOG_EVENTS } from '../../src/protocol/limits.ts';
import type { LoggedEvent } from '../../src/protocol/server-events.ts';
import { Feed } from '../../src/realtime/feed.ts';
import { FakeClock } from '../support/fake-clock.ts';

describe('following a conversation', () => {
  const conversationId = newId();
  let eventLog: EventLog;
  let sent: number[];
  let epochs: string[];
  let lost: number;
  let errors: unknown[];
  let full: boolean;

  beforeEach(() => {
    const logger = createLogger({ level: 'silent', pretty: false });
    eventLog = createMemoryEventLog({ clock: new FakeClock(), logger });
    sent = [];
    epochs = [];
    lost = 0;
    errors = [];
    full = false;
  });

  const open = (resume?: { epoch: string; offset: number }) =>
    Feed.open(
      {
        conversationId,
        eventLog,
        send: (event) => sent.push(event.offset),
        full: () => full,
        onEpoch: (epoch) => epochs.push(epoch),
        onLost: () => {
          lost += 1;
        },
        onError: (error) => errors.push(error),
      },
      resume,
    );
  const append = async (count = 1) => {
    for (let n = 0; n < count; n += 1) {
      await eventLog.append(conversationId, { type: 'state', state: 'listening' });
    }
  };

  it('sends what was appended between finding its place and starting', async () => {
    const { feed } = await open();
    await append(2);
    feed.start([]);
    await vi.waitFor(() => expect(sent).toEqual([1, 2]));
  });

  it('sends nothing twice that was appended while the missed events were read', async () => {
    await append(3);
    const { epoch } = await eventLog.position(conversationId);
    const since = eventLog.since.bind(eventLog);
    vi.spyOn(eventLog, 'since').mockImplementationOnce(async (id, point) => {
      const events = await since(id, point);
      await append(2);
      return events;
    });
    const { feed, missed } = await open({ epoch, offset: 1 });
    feed.start(missed ?? []);
    await vi.waitFor(() => expect(sent).toEqual([2, 3, 4, 5]));
    await append();
    expect(sent).toEqual([2, 3, 4, 5, 6]);
  });

  it('reads again what it was not told', async () => {
    let tell: (event: LoggedEvent) => void = () => undefined;
    vi.spyOn(eventLog, 'subscribe').mockImplementation(async (_id, listener) => {
      tell = listener;
      return () => undefined;
    });
    const { feed } = await open();
    feed.start([]);
    await append(3);
    tell({ type: 'state', state: 'listening', offset: 3 });
    await vi.waitFor(() => expect(sent).toEqual([1, 2, 3]));
    tell({ type: 'state', state: 'listening', offset: 2 });
    await feed.catchUp();
    expect(sent).toEqual([1, 2, 3]);
  });

  it('keeps its place while there is no room, and goes on from there', async () => {
    const { feed } = await open();
    feed.start([]);
    await append(2);
    full = true;
    await append(3);
    expect(sent).toEqual([1, 2]);
    full = false;
    feed.resume();
    await vi.waitFor(() => expect(sent).toEqual([1, 2, 3, 4, 5]));
  });

  it('stops in the middle of the missed events when there is no more room', async () => {
    await append(5);
    const { epoch } = await eventLog.position(conversationId);
    const { feed, missed } = await open({ epoch, offset: 0 });
    full = true;
    feed.start(missed ?? []);
    expect(sent).toEqual([]);
    full = false;
    feed.resume();
    await vi.waitFor(() => expect(sent).toEqual([1, 2, 3, 4, 5]));
  });

  it('tells when the log began anew, and follows it from its beginning', async () => {
    const { feed } = await open();
    feed.start([]);
    await append(2);
    await eventLog.drop(conversationId);
    await append(2);
    await feed.catchUp();
    const { epoch } = await eventLog.position(conversationId);
    expect([epochs, sent]).toEqual([[epoch], [1, 2, 1, 2]]);
  });

  it('tells when it fell behind further than the log reaches', async () => {
    const { feed } = await open();
    feed.start([]);
    full = true;
    await append(EVENT_LOG_EVENTS + 1);
    full = false;
    await feed.catchUp();
    expect([lost, sent]).toEqual([1, []]);
  });

  it('tells when the log can’t be read', async () => {
    const { feed } = await open();
    feed.start([]);
    vi.spyOn(eventLog, 'since').mockRejectedValue(new Error('down'));
    feed.resume();
    await vi.waitFor(() => expect(errors).toEqual([new Error('down')]));
  });

  it('stops listening when it is closed, and when it could not be opened', async () => {
    const { feed } = await open();
    feed.start([]);
    feed.close();
    await append();
    expect(sent).toEqual([]);
    vi.spyOn(eventLog, 'position').mockRejectedValueOnce(new Error('down'));
    await expect(open()).rejects.toThrow('down');
    await append();
    expect(sent).toEqual([]);
  });
});
