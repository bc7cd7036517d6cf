import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConversationEvent } from '../../src/protocol/server-events.ts';
import { DeltaBatch } from '../../src/voice/delta-batch.ts';
import { FakeClock } from '../support/fake-clock.ts';

const turnId = '0197a000-0000-7000-8000-000000000001';
const sentence: ConversationEvent = { type: 'sentence', turnId, index: 0, text: 'a' };

describe('text on its way', () => {
  let clock: FakeClock;
  let told: string[];
  let failure: unknown;
  let batch: DeltaBatch;
  let tell: (event: ConversationEvent) => Promise<unknown>;

  beforeEach(() => {
    clock = new FakeClock();
    told = [];
    failure = undefined;
    tell = async (event) => told.push(event.type === 'delta' ? event.text : event.type);
    batch = new DeltaBatch({
      turnId,
      clock,
      tell: async (event) => {
        await tell(event);
        return { ...event, offset: told.length };
      },
      onFailure: (error) => {
        failure = error;
      },
    });
  });

  it('waits no longer than 30 ms when the clock is set back', async () => {
    batch.addText('a');
    clock.setBack(3_600_000);
    batch.addText('b');
    clock.advance(30);
    await batch.finish();
    expect(told).toEqual(['a', 'b']);
  });

  it('goes out at once at first, and then at most every 30 ms', async () => {
    batch.addText('a');
    await vi.waitFor(() => expect(told).toEqual(['a']));
    batch.addText('b');
    batch.addText('c');
    clock.advance(29);
    expect(told).toEqual(['a']);
    clock.advance(1);
    await batch.finish();
    expect(told).toEqual(['a', 'bc']);
  });

  it('goes out at once again after a pause', async () => {
    batch.addText('a');
    clock.advance(30);
    batch.addText('b');
    await batch.finish();
    expect(told).toEqual(['a', 'b']);
  });

  it('is never overtaken by the sentence that it completes', async () => {
    batch.addText('a');
    batch.addText('b');
    batch.addEvent(sentence);
    batch.addText('c');
    clock.advance(30);
    await batch.finish();
    expect(told).toEqual(['a', 'bc', 'sentence']);
  });

  it('lets a sentence out at once when its text has gone', async () => {
    batch.addText('a');
    batch.addEvent(sentence);
    await batch.finish();
    expect(told).toEqual(['a', 'sentence']);
  });

  it('says nothing more once closed, and counts as sent what was handed out', async () => {
    batch.addText('a');
    await batch.finish();
    batch.addText('b');
    await batch.close();
    clock.advance(100);
    batch.addText('c');
    batch.addEvent(sentence);
    await batch.close();
    expect(told).toEqual(['a']);
    expect(batch.sent).toBe('a');
  });

  it('tells when an event could not be told, and goes no further', async () => {
    tell = async () => {
      throw new Error('gone');
    };
    batch.addText('a');
    await vi.waitFor(() => expect(failure).toEqual(new Error('gone')));
    batch.addEvent(sentence);
    await batch.close();
    expect(told).toEqual([]);
  });
});
