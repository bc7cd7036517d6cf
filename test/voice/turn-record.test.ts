import { describe, expect, it } from 'vitest';
import { Timings } from '../../src/protocol/common.ts';
import { TurnRecord } from '../../src/voice/turn-record.ts';

describe('the record of a turn', () => {
  it('has no times below zero, which no client would understand, when the clock is set back meanwhile', () => {
    const record = new TurnRecord(5000);
    record.note({ type: 'passages', passages: [], degraded: false, retrievalMs: -40 }, 4000);
    record.note({ type: 'first_token', ms: -3 }, 4000);
    record.note({ type: 'sentence', index: 0, text: 'Leaves make sugar.' }, 4000);
    expect(Timings.parse(record.timings)).toMatchObject({
      retrievalMs: 0,
      modelFirstTokenMs: 0,
      firstSentenceMs: 0,
    });
  });

  it('keeps where something was said before that the answer takes up, and no other notice', () => {
    const record = new TurnRecord(5000);
    const place = { conversationId: 'c1', messageId: 'm1' };
    const message = 'From an earlier talk: 2026-02-02';
    record.note({ type: 'notice', code: 'earlier_talk', message, ...place }, 5000);
    record.note({ type: 'notice', code: 'retrieval_late', message: 'Late.' }, 5000);
    const { earlierTalk } = record.result('t1', { status: 'complete' }, 6000);
    expect(earlierTalk).toEqual({ ...place, name: message });
  });
});
