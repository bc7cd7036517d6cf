import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createExtraction } from '../../../src/knowledge/extract.ts';
import { MARKDOWN, PLAIN } from '../../../src/protocol/document-kinds.ts';
import { extractorOf, realExtractors } from '../../support/extractors.ts';

const SIGNAL = new AbortController().signal;
/** Composing it is far more work than reading it: as many marks as are kept, in the order that takes the longest to put right. */
const PILED = `a${'\u0301\u0323'.repeat(15)}`.repeat(60_000);

describe.each([PLAIN, MARKDOWN])('text of type %s', (kind) => {
  it('is cleaned', async () => {
    const { text } = await extractorOf(kind).extract(Buffer.from('Cafe\u0301\r\n\u0007Milk'));
    expect(text).toBe('Café\nMilk');
  });

  it('has words whole that say where they may be parted', async () => {
    const { text } = await extractorOf(kind).extract(Buffer.from('Photo\u00adsyn\u00adthesis feeds us.'));
    expect(text).toBe('Photosynthesis feeds us.');
  });

  it('is read beside everything else, however much work it is', async () => {
    const extraction = createExtraction({ extractors: realExtractors() });
    let isRead = false;
    const reading = extraction.extract(Buffer.from(PILED), { kind, learnerId: 'ada' }, SIGNAL).finally(() => {
      isRead = true;
    });
    let turns = 0;
    for (; !isRead; turns += 1) await setImmediate();
    expect((await reading).text.length).toBeGreaterThan(60_000);
    // In the server's own thread it would be read between two of them.
    expect(turns).toBeGreaterThan(50);
  });

  it('is given up when it takes too long', async () => {
    const hurried = extractorOf(kind, { timeLimitMs: 1 });
    await expect(hurried.extract(Buffer.from(PILED))).rejects.toMatchObject({ code: 'text_too_slow' });
  });

  it('without any words is refused as a text, not for its pictures', async () => {
    const extraction = createExtraction({ extractors: realExtractors() });
    const reading = extraction.extract(Buffer.from(' \n\t'), { kind, learnerId: 'ada' }, SIGNAL);
    await expect(reading).rejects.toMatchObject({ code: 'document_without_text' });
  });
});
