import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createExtractors } from '../../../src/adapters/extraction/extractors.ts';
import { ReadingThreads, type ReadingThreadsOptions } from '../../../src/adapters/extraction/reading-threads.ts';
import { CSV, DOCX, HTML, PDF } from '../../../src/protocol/document-kinds.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { docxEntries, wordParagraph } from '../../support/office.ts';
import { makePdf, makePdfBomb } from '../../support/pdf.ts';
import { makeZip } from '../../support/zip.ts';

/** Threads that were started, and that have ended. */
let started: Worker[] = [];
let ended: Worker[] = [];
const onStart = (worker: Worker) => {
  started.push(worker);
  worker.once('exit', () => ended.push(worker));
};
beforeEach(() => {
  [started, ended] = [[], []];
  process.on('worker', onStart);
});
afterEach(() => void process.off('worker', onStart));

function open(options: Partial<ReadingThreadsOptions> = {}) {
  const clock = new FakeClock();
  const threads = new ReadingThreads({ clock, size: 1, ...options });
  onTestFinished(() => threads.close());
  const extractors = createExtractors(threads);
  const read = async (file: Buffer, kind: string = PDF, signal?: AbortSignal) => {
    const extractor = extractors.find((each) => each.kind === kind);
    return (await extractor?.extract(file, signal))?.text.trim();
  };
  return { clock, threads, read };
}

const good = await makePdf(['Leaves are green.']);
const damaged = good.subarray(0, 60);
const bomb = makePdfBomb(400_000_000);
const table = (bytes: number) => Buffer.concat([Buffer.from('a,b\n'), Buffer.alloc(bytes, 'whales,sing\n')]);

describe('a thread that reads files', () => {
  it('reads one after the other, of all kinds in any order', async () => {
    const { read } = open();
    const page = Buffer.from(`<p>${'Whales sing for hours, and nobody knows what they say. '.repeat(9)}</p>`);
    for (let round = 0; round < 2; round += 1) {
      await expect(read(good)).resolves.toBe('Leaves are green.');
      await expect(read(page, HTML)).resolves.toContain('Whales sing');
      await expect(read(table(120), CSV)).resolves.toContain('whales');
      await expect(read(makeZip(docxEntries(wordParagraph('Still here.'))), DOCX)).resolves.toBe('Still here.');
    }
    expect(started.length).toBe(1);
  });

  it('is not used again after a file that was refused, nor is the new one that was asked too', async () => {
    const { read } = open();
    await read(good);
    await expect(read(damaged)).rejects.toMatchObject({ code: 'pdf_damaged' });
    expect(started.length).toBe(2);
    expect(ended).toEqual(started);
    await expect(read(good)).resolves.toBe('Leaves are green.');
    expect(started.length).toBe(3);
  });

  it('is replaced when a file takes too much memory', async () => {
    const { read } = open({ memoryLimitMb: 64 });
    await read(good);
    await expect(read(bomb)).rejects.toMatchObject({ code: 'pdf_too_heavy' });
    expect(ended).toEqual(started);
    await expect(read(good)).resolves.toBe('Leaves are green.');
  });

  it('is replaced when a file takes too long', async () => {
    const { read } = open({ timeLimitMs: 1000 });
    await read(good);
    // Only for a moment in which nothing else runs: what else is in this process sets timers as well.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const reading = expect(read(bomb)).rejects.toMatchObject({ code: 'pdf_too_slow' });
    await timerSet();
    vi.advanceTimersByTime(1000);
    vi.useRealTimers();
    await reading;
    expect(started.length).toBe(1);
    expect(ended).toEqual(started);
    await expect(read(good)).resolves.toBe('Leaves are green.');
  });

  it('is not the reason for refusing a file: one that ends a used thread is read in a new one', async () => {
    const { read } = open();
    await read(good);
    const reading = read(good);
    void started[0]?.terminate();
    await expect(reading).resolves.toBe('Leaves are green.');
    expect(started.length).toBe(2);
  });

  it('is replaced when it ended between two files', async () => {
    const { read } = open();
    await read(good);
    await started[0]?.terminate();
    await expect(read(good)).resolves.toBe('Leaves are green.');
  });

  it('is ended after as many files as it may read', async () => {
    const { read } = open({ filesPerThread: 2 });
    for (let file = 0; file < 2; file += 1) await read(good);
    expect([started.length, ended.length]).toEqual([1, 1]);
    await read(good);
    expect([started.length, ended.length]).toEqual([2, 1]);
  });

  it('is ended after a file that leaves more than 32 MiB behind', async () => {
    const { read } = open();
    await read(table(1024 * 1024), CSV);
    expect(ended.length).toBe(0);
    await read(table(33 * 1024 * 1024), CSV);
    expect(ended.length).toBe(1);
  });

  it('is ended, and its memory given back, when nothing was read in it for 30 seconds', async () => {
    const { read, clock } = open();
    await read(good);
    clock.advance(29_999);
    await read(good);
    clock.advance(29_999);
    expect([started.length, clock.waiting]).toEqual([1, 1]);
    const [thread] = started;
    if (!thread) throw new Error('no thread was started');
    const exit = once(thread, 'exit');
    clock.advance(1);
    await exit;
    await expect(read(good)).resolves.toBe('Leaves are green.');
    expect(started.length).toBe(2);
  });
});

describe('files that wait for a thread', () => {
  it('are read when one is free, never more at once than there may be', async () => {
    const { read } = open({ size: 2 });
    const all = await Promise.all(Array.from({ length: 7 }, () => read(good)));
    expect(new Set(all)).toEqual(new Set(['Leaves are green.']));
    expect(all.length).toBe(7);
    expect(started.length).toBe(2);
  });

  it('are let go at once when nobody waits for them, and keep nobody from the thread', async () => {
    const { read } = open();
    const first = read(good);
    const cancel = new AbortController();
    const second = read(good, PDF, cancel.signal);
    const third = read(good);
    cancel.abort(new Error('deleted meanwhile'));
    await expect(second).rejects.toThrow('deleted meanwhile');
    await expect(Promise.all([first, third])).resolves.toEqual(['Leaves are green.', 'Leaves are green.']);
    expect(started.length).toBe(1);
  });

  it('get a new thread when the one before them is cancelled in the middle', async () => {
    const { read } = open();
    const cancel = new AbortController();
    const first = read(good, PDF, cancel.signal);
    const second = read(good);
    cancel.abort(new Error('deleted meanwhile'));
    await expect(first).rejects.toThrow('deleted meanwhile');
    await expect(second).resolves.toBe('Leaves are green.');
  });
});

describe('closing', () => {
  it('ends all threads; what is read, waits or comes later is rejected', async () => {
    const { read, threads } = open({ size: 2 });
    await Promise.all([read(good), read(good)]);
    const begun = [read(good), read(bomb), read(good)].map((reading) => expect(reading).rejects.toThrow('closed'));
    await threads.close();
    await Promise.all([...begun, expect(read(good)).rejects.toThrow('closed')]);
    expect(started.length).toBe(2);
    expect(new Set(ended)).toEqual(new Set(started));
  });

  it('ends threads that nothing is read in', async () => {
    const { read, threads, clock } = open();
    await read(good);
    await threads.close();
    expect(ended).toEqual(started);
    expect(clock.waiting).toBe(0);
  });
});

/** A file has got its thread: its time runs. */
async function timerSet(): Promise<void> {
  for (let turn = 0; turn < 100 && vi.getTimerCount() === 0; turn += 1) await Promise.resolve();
  expect(vi.getTimerCount()).toBe(1);
}
