import { expect, test, vi } from 'vitest';
import type { Outbox } from '../../../src/client/outbox/outbox.ts';
import { QuestionSender } from '../../../src/client/outbox/question-sender.ts';
import type { UserText } from '../../../src/protocol/client-messages.ts';
import { device, question } from '../support/device.ts';
import { ScriptedWorld } from '../support/scripted-world.ts';

function sender(outbox: Outbox) {
  const world = new ScriptedWorld();
  const sent: UserText[] = [];
  const failed = vi.fn();
  const confirmed = vi.fn();
  const made = new QuestionSender({
    next: () => outbox.next('c'),
    confirm: (id) => outbox.confirm(id),
    refuse: (id, reason) => outbox.refuse(id, reason),
    send: (message) => {
      sent.push(message);
      return true;
    },
    confirmed,
    sending: () => undefined,
    after: (ms, action) => world.after(ms, action),
    failed,
  });
  return { sender: made, sent, failed, confirmed, world, texts: () => sent.map(({ text }) => text) };
}

async function asking(...texts: string[]) {
  const phone = await device();
  const questions = texts.map((text) => question('c', text));
  for (const asked of questions) await phone.outbox.add(asked);
  return { phone, ids: questions.map(({ id }) => id) };
}

test('sends nothing before there is a connection', async () => {
  const { phone } = await asking('one');
  const { sender: idle, sent } = sender(phone.outbox);
  idle.poke();
  expect(await phone.outbox.list('c')).toHaveLength(1);
  expect(sent).toEqual([]);
});

test('sends one after the other, each when the one before was confirmed', async () => {
  const { phone, ids } = await asking('one', 'two', 'three');
  const { sender: made, texts, confirmed } = sender(phone.outbox);
  made.connected();
  await vi.waitFor(() => expect(texts()).toEqual(['one']));
  made.poke();
  await made.accepted(ids[0] ?? '');
  await vi.waitFor(() => expect(texts()).toEqual(['one', 'two']));
  await made.accepted(ids[1] ?? '');
  await vi.waitFor(() => expect(texts()).toEqual(['one', 'two', 'three']));
  await made.accepted(ids[2] ?? '');
  expect(await phone.outbox.list()).toEqual([]);
  expect(confirmed).toHaveBeenCalledTimes(3);
});

test('what was under way when the line broke goes again, under the same id', async () => {
  const { phone, ids } = await asking('one', 'two');
  const { sender: made, sent } = sender(phone.outbox);
  made.connected();
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  made.disconnected();
  made.connected();
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  expect(sent.map(({ id }) => id)).toEqual([ids[0], ids[0]]);
});

test('a reload between sending and confirming sends the same id again and loses nothing', async () => {
  const { phone, ids } = await asking('one', 'two');
  const before = sender(phone.outbox);
  before.sender.connected();
  await vi.waitFor(() => expect(before.sent).toHaveLength(1));
  const after = sender(await phone.reload());
  after.sender.connected();
  await vi.waitFor(() => expect(after.sent).toHaveLength(1));
  expect(after.sent[0]).toEqual(before.sent[0]);
  await after.sender.accepted(ids[0] ?? '');
  await vi.waitFor(() => expect(after.texts()).toEqual(['one', 'two']));
});

test('a confirmation that is repeated, or of another device, sends nothing twice', async () => {
  const { phone, ids } = await asking('one', 'two');
  const { sender: made, texts, confirmed } = sender(phone.outbox);
  made.connected();
  await vi.waitFor(() => expect(texts()).toEqual(['one']));
  await made.accepted('0197b0f5-6a3e-7c11-8d42-00000000beef');
  expect(texts()).toEqual(['one']);
  await made.accepted(ids[0] ?? '');
  await made.accepted(ids[0] ?? '');
  await vi.waitFor(() => expect(texts()).toEqual(['one', 'two']));
  expect(confirmed).toHaveBeenCalledOnce();
});

test('a refusal for good keeps the question with its reason and goes on with the next', async () => {
  const { phone } = await asking('one', 'two');
  const { sender: made, texts } = sender(phone.outbox);
  made.connected();
  await vi.waitFor(() => expect(texts()).toEqual(['one']));
  expect(await made.refused({ message: 'Not like that.', retryable: false })).toBe(true);
  await vi.waitFor(() => expect(texts()).toEqual(['one', 'two']));
  expect((await phone.outbox.list('c'))[0]).toMatchObject({ text: 'one', refusal: 'Not like that.' });
});

test('a refusal for now sends the same question again after three seconds', async () => {
  const { phone } = await asking('one');
  const { sender: made, texts, world } = sender(phone.outbox);
  made.connected();
  await vi.waitFor(() => expect(texts()).toEqual(['one']));
  await made.refused({ message: 'Too many wait.', retryable: true });
  world.pass(2_999);
  expect(texts()).toEqual(['one']);
  world.pass(1);
  await vi.waitFor(() => expect(texts()).toEqual(['one', 'one']));
  expect((await phone.outbox.list('c'))[0]?.refusal).toBeUndefined();
});

test('leaves errors alone that are about something else', async () => {
  const { phone } = await asking();
  const { sender: made } = sender(phone.outbox);
  made.connected();
  expect(await made.refused({ message: 'No such mode.', retryable: false })).toBe(false);
});

test('tells when the device’s storage fails', async () => {
  const phone = await device();
  const { sender: made, failed } = sender(phone.outbox);
  phone.database.close();
  made.connected();
  await vi.waitFor(() => expect(failed).toHaveBeenCalledOnce());
});
