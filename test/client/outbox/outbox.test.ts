import { expect, test, vi } from 'vitest';
import { readTalk } from '../../../src/client/store/talks.ts';
import { device, question } from '../support/device.ts';

test('keeps questions in the order in which they were asked, over a reload of the page', async () => {
  const phone = await device();
  for (const text of ['one', 'two', 'three']) await phone.outbox.add(question('c', text));
  const outbox = await phone.reload();
  expect((await outbox.list('c')).map(({ text }) => text)).toEqual(['one', 'two', 'three']);
});

test('a confirmed question becomes a message in the same moment, once', async () => {
  const phone = await device();
  const asked = question('c', 'one');
  await phone.outbox.add(asked);
  expect(await phone.outbox.confirm(asked.id)).toMatchObject({ id: asked.id, role: 'learner', text: 'one' });
  expect(await phone.outbox.confirm(asked.id)).toBeUndefined();
  await phone.reload();
  expect(await readTalk(phone.database, 'c')).toMatchObject({ messages: [{ id: asked.id, text: 'one' }] });
});

test('a refused question stays, with the reason, and lets the next one pass', async () => {
  const phone = await device();
  const [first, second] = [question('c', 'one'), question('c', 'two')];
  await phone.outbox.add(first);
  await phone.outbox.add(second);
  await phone.outbox.refuse(first.id, 'Too long.');
  const outbox = await phone.reload();
  expect((await outbox.list('c'))[0]).toMatchObject({ text: 'one', refusal: 'Too long.' });
  expect((await outbox.next('c'))?.id).toBe(second.id);
});

test('an edited question keeps its place, gets a new id and waits again', async () => {
  const phone = await device();
  const [first, second] = [question('c', 'one'), question('c', 'two')];
  await phone.outbox.add(first);
  await phone.outbox.add(second);
  await phone.outbox.refuse(first.id, 'Too long.');
  await phone.outbox.edit(first.id, question('c', '').id, 'one, shorter');
  const [edited] = await phone.outbox.list('c');
  expect(edited).toMatchObject({ text: 'one, shorter' });
  expect(edited?.id).not.toBe(first.id);
  expect(edited?.refusal).toBeUndefined();
  expect((await phone.outbox.next('c'))?.text).toBe('one, shorter');
});

test('only the learner removes what was not confirmed', async () => {
  const phone = await device();
  const asked = question('c', 'one');
  await phone.outbox.add(asked);
  await phone.outbox.discard(asked.id);
  expect(await phone.outbox.list()).toEqual([]);
});

test('takes no id twice', async () => {
  const phone = await device();
  const asked = question('c', 'one');
  await phone.outbox.add(asked);
  await expect(phone.outbox.add({ ...asked, text: 'again' })).rejects.toThrow();
  expect(await phone.outbox.list()).toHaveLength(1);
});

test('tells who listens, until they stop', async () => {
  const phone = await device();
  const listener = vi.fn();
  const stop = phone.outbox.subscribe(listener);
  await phone.outbox.add(question('c', 'one'));
  stop();
  await phone.outbox.add(question('c', 'two'));
  expect(listener).toHaveBeenCalledOnce();
});
