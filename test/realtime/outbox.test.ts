import { Writable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { createEvents } from '../../src/events.ts';
import { createLogger } from '../../src/logger.ts';
import { Outbox, PAUSE_ABOVE_BYTES } from '../../src/realtime/outbox.ts';
import { FakeClock } from '../support/fake-clock.ts';

describe('what is under way to a client', () => {
  let outbox: Outbox;
  let stuck: number;
  let room: number;
  let written: (() => void)[];
  /** Calls of the system, with what each wrote. */
  let writes: string[][];
  const socket = {
    bufferedAmount: 0,
    send(_data: unknown, ...rest: unknown[]) {
      const callback = rest.at(-1);
      if (typeof callback === 'function') written.push(callback as () => void);
    },
  };

  beforeEach(() => {
    stuck = 0;
    room = 0;
    written = [];
    socket.bufferedAmount = 0;
    const calls: string[][] = [];
    writes = calls;
    const bytes = new Writable({
      objectMode: true,
      write: (one, _encoding, done) => {
        calls.push([String(one)]);
        done();
      },
      writev: (many, done) => {
        calls.push(many.map(({ chunk }) => String(chunk)));
        done();
      },
    });
    outbox = new Outbox({
      socket: {
        get bufferedAmount() {
          return socket.bufferedAmount;
        },
        send(data: unknown, ...rest: unknown[]) {
          bytes.write(data);
          socket.send(data, ...rest);
        },
      },
      bytes,
      clock: new FakeClock(),
      events: createEvents(createLogger({ level: 'silent', pretty: false })).sockets,
      onRoom: () => {
        room += 1;
      },
      onStuck: () => {
        stuck += 1;
      },
    });
  });

  const send = (buffered: number) => {
    socket.bufferedAmount = buffered;
    outbox.send({ type: 'notice', code: 'n', message: '' });
  };

  it('pauses above 256 KiB, and only there', () => {
    send(PAUSE_ABOVE_BYTES);
    expect(outbox.paused).toBe(false);
    send(PAUSE_ABOVE_BYTES + 1);
    expect(outbox.paused).toBe(true);
  });

  it('has room again when most of it has gone, and says so once', () => {
    send(PAUSE_ABOVE_BYTES + 1);
    send(PAUSE_ABOVE_BYTES + 2);
    socket.bufferedAmount = 64 * 1024 + 1;
    written.shift()?.();
    expect(outbox.paused).toBe(true);
    socket.bufferedAmount = 64 * 1024;
    for (const callback of written) callback();
    expect([outbox.paused, room]).toEqual([false, 1]);
  });

  it('gives up above 1 MiB, whatever it is that waits', () => {
    send(1024 * 1024);
    expect(stuck).toBe(0);
    send(1024 * 1024 + 1);
    send(1024 * 1024 + 2);
    expect(stuck).toBe(1);
  });

  const notice = (code: string) => outbox.send({ type: 'notice', code, message: '' });
  const sound = (name: string) => outbox.sendAudio(Buffer.from(name));

  it('writes what is sent in one go in one go, and later what comes later', async () => {
    notice('a');
    await Promise.resolve().then(() => notice('b'));
    expect(writes).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    notice('c');
    await new Promise((resolve) => setImmediate(resolve));
    expect(writes.map((write) => write.length)).toEqual([2, 1]);
  });

  it('writes the first sound of a go at once, after what was told before it, and the rest together', async () => {
    notice('a');
    sound('first');
    expect(writes.map((write) => write.at(-1))).toEqual(['first']);
    expect(writes[0]).toHaveLength(2);
    sound('second');
    notice('b');
    sound('third');
    expect(writes).toHaveLength(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(writes.map((write) => write.length)).toEqual([2, 3]);
    sound('alone');
    expect(writes.at(-1)).toEqual(['alone']);
    await new Promise((resolve) => setImmediate(resolve));
    expect(writes).toHaveLength(3);
  });
});
