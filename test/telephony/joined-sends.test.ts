import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { JoinedSends } from '../../src/telephony/joined-sends.ts';

it('sends in one go what is said in one go, and does not keep it', async () => {
  const bytes = new PassThrough();
  const read: string[] = [];
  bytes.on('data', (piece) => read.push(String(piece)));
  let written = 0;
  const write = bytes._write.bind(bytes);
  bytes._writev = (chunks, done) => {
    written += 1;
    write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'buffer' as BufferEncoding, done);
  };
  const joined = new JoinedSends(bytes);
  const say = (text: string) => {
    joined.join();
    bytes.write(text);
  };
  for (const text of ['one ', 'two ', 'three ']) say(text);
  expect(read).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  expect([written, read]).toEqual([1, ['one two three ']]);
  for (const text of ['four ', 'five']) say(text);
  await new Promise((resolve) => setImmediate(resolve));
  expect([written, read.slice(1)]).toEqual([2, ['four five']]);
});
