import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStreamMessage } from '../../src/telephony/stream-messages.ts';

const letters = [...'ABZaz09+/='];
const digits = fc.nat({ max: 10_000_000 }).map(String);
const payload = fc.string({ unit: fc.constantFrom(...letters), maxLength: 300 });

/** Sound as Twilio sends it; other servers put the stream's id first. */
const sound = fc
  .record({ sequenceNumber: digits, chunk: digits, timestamp: digits, payload, sidFirst: fc.boolean() })
  .map(({ sequenceNumber, chunk, timestamp, payload, sidFirst }) => {
    const sid = { streamSid: 'MZ18ad3ab5a668481ce02b83e7395059f0' };
    const media = { track: 'inbound', chunk, timestamp, payload };
    const [before, after] = sidFirst ? [sid, {}] : [{}, sid];
    return JSON.stringify({ event: 'media', sequenceNumber, ...before, media, ...after });
  });

/** The same message written otherwise, as a parser has to read it. */
function otherwise(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    return undefined;
  }
}

describe('a message with sound', () => {
  it('is read as a parser would read it', () => {
    fc.assert(
      fc.property(sound, (text) => {
        const read = readStreamMessage(text);
        expect(read).toEqual(readStreamMessage(otherwise(text) ?? ''));
        expect(read).toMatchObject({ kind: 'message', message: { event: 'media' } });
      }),
    );
  });

  it('is read as a parser would also where a letter of it was changed, is missing or was added', () => {
    const letter = fc.constantFrom(...'"\\{}[]:,0-.eE n\u0000é', ...letters);
    fc.assert(
      fc.property(sound, fc.nat(), fc.nat({ max: 1 }), fc.option(letter), (text, place, taken, put) => {
        const at = place % (text.length + 1);
        const changed = text.slice(0, at) + (put ?? '') + text.slice(at + taken);
        const same = otherwise(changed);
        const wanted = same === undefined ? { kind: 'unreadable' } : readStreamMessage(same);
        expect(readStreamMessage(changed)).toEqual(wanted);
      }),
      { numRuns: 2000 },
    );
  });

  it('may be as long as a socket takes, hold numbers, have fields that nobody knows, or name its kind last', () => {
    const media = { track: 'inbound', chunk: '1', timestamp: '20', payload: 'A'.repeat(65_000) };
    const long = JSON.stringify({ event: 'media', sequenceNumber: '2', media, streamSid: 'MZ1' });
    expect(readStreamMessage(long)).toMatchObject({ message: { media: { timestamp: 20, payload: media.payload } } });
    for (const written of [
      { event: 'media', sequenceNumber: 2, media: { track: 'inbound', chunk: 1, timestamp: 20, payload: '/w==' } },
      { event: 'media', sequenceNumber: '2', media: { timestamp: '20', payload: '/w==', loudness: 3 }, new: true },
      { media: { payload: '/w==', timestamp: '2e1' }, event: 'media' },
    ]) {
      expect(readStreamMessage(JSON.stringify(written))).toEqual({
        kind: 'message',
        message: { event: 'media', media: { track: 'inbound', timestamp: 20, payload: '/w==' } },
      });
    }
  });
});
