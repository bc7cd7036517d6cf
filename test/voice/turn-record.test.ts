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
});
