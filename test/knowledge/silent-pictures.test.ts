import { expect, it } from 'vitest';
import { createExtraction } from '../../src/knowledge/extract.ts';

const extraction = createExtraction({ extractors: [] });
const read = (text: string, kind = 'text/markdown') =>
  extraction.extract(Buffer.from(text), { kind, learnerId: 'ada' }, new AbortController().signal);

it.each(['![](a.png)', '![ ](a.png)\n\n![](data:image/png;base64,AAAA "")\n'])(
  'Markdown of pictures alone, of which nothing is said, holds no text: %j',
  async (text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'document_without_text', status: 422 });
  },
);

it.each(['![A wave](a.png)', 'See ![](a.png)'])(
  'what is said of a picture, or beside it, is text: %j',
  async (text) => {
    expect((await read(text)).text.trim()).toBe(text);
  },
);

it('text that only looks like it is kept as it is', async () => {
  expect((await read('![](a.png)', 'text/plain')).text.trim()).toBe('![](a.png)');
});
