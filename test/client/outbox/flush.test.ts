import { expect, test, vi } from 'vitest';
import { ApiError, OfflineError } from '../../../src/client/api/api-error.ts';
import { flushOutbox } from '../../../src/client/outbox/flush.ts';
import type { QueuedQuestion } from '../../../src/client/store/database.ts';
import { device, question } from '../support/device.ts';

const conversation = {
  id: 'made',
  title: '',
  mode: 'tutor' as const,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};

async function flushing() {
  const phone = await device();
  const posted: string[] = [];
  const post = vi.fn(async ({ conversationId, text }: QueuedQuestion) => {
    posted.push(`${conversationId}: ${text}`);
  });
  const create = vi.fn(async () => conversation);
  const open = new Set<string>();
  const flush = () =>
    flushOutbox({
      database: phone.database,
      outbox: phone.outbox,
      isOpen: (id) => open.has(id),
      create,
      post,
    });
  return { ...phone, phone, posted, post, create, open, flush };
}

test('sends what waits in conversations that are not open, in order', async () => {
  const { outbox, posted, open, flush } = await flushing();
  open.add('b');
  for (const [id, text] of [
    ['a', '1'],
    ['b', '2'],
    ['a', '3'],
  ] as const)
    await outbox.add(question(id, text));
  await flush();
  expect(posted).toEqual(['a: 1', 'a: 3']);
  expect((await outbox.list()).map(({ text }) => text)).toEqual(['2']);
});

test('a conversation begun offline is made first, and its questions go along', async () => {
  const { phone, outbox, posted, create, flush } = await flushing();
  await phone.database.put('conversations', { ...conversation, id: 'draft', draft: true });
  await outbox.add(question('draft', 'one'));
  await outbox.add(question('draft', 'two'));
  await flush();
  expect(create).toHaveBeenCalledOnce();
  expect(posted).toEqual(['made: one', 'made: two']);
  expect(await phone.database.getAllKeys('conversations')).toEqual(['made']);
});

test('a server out of reach leaves everything where it is', async () => {
  const { outbox, post, flush } = await flushing();
  await outbox.add(question('a', 'one'));
  await outbox.add(question('a', 'two'));
  post.mockRejectedValueOnce(new OfflineError());
  await expect(flush()).rejects.toThrow(OfflineError);
  expect((await outbox.list()).map(({ text, refusal }) => [text, refusal])).toEqual([
    ['one', undefined],
    ['two', undefined],
  ]);
});

test('being cut off after sending repeats the same id', async () => {
  const { outbox, post, flush } = await flushing();
  const asked = question('a', 'one');
  await outbox.add(asked);
  post.mockRejectedValueOnce(new OfflineError());
  await expect(flush()).rejects.toThrow();
  await flush();
  expect(post.mock.calls.map(([sent]) => sent.id)).toEqual([asked.id, asked.id]);
  expect(await outbox.list()).toEqual([]);
});

test('a refusal is kept with its reason and stops nothing', async () => {
  const { outbox, post, posted, flush } = await flushing();
  await outbox.add(question('a', 'one'));
  await outbox.add(question('a', 'two'));
  post.mockRejectedValueOnce(
    new ApiError({ code: 'not_found', status: 404, message: 'There is no such conversation.' }),
  );
  await flush();
  expect(posted).toEqual(['a: two']);
  expect(await outbox.list()).toMatchObject([{ text: 'one', refusal: 'There is no such conversation.' }]);
});

test('waits for a new sign-in rather than calling questions refused', async () => {
  const { outbox, post, flush } = await flushing();
  await outbox.add(question('a', 'one'));
  post.mockRejectedValueOnce(new ApiError({ code: 'unauthenticated', status: 401, message: 'Sign in.' }));
  await expect(flush()).rejects.toThrow('Sign in.');
  expect((await outbox.list())[0]?.refusal).toBeUndefined();
});
