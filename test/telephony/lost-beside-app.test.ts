import { describe, expect, it, vi } from 'vitest';
import { createMemorySignals } from '../../src/adapters/memory/signals.ts';
import { newId } from '../../src/ids.ts';
import { createLogger } from '../../src/logger.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { delta, end, Gate, passages, type Step, sentence } from '../support/scripted-tutor.ts';
import { WAIT } from './stream-caller.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';
import { twoNodes } from './two-nodes.ts';

const GREEN = 'Leaves hold a green pigment that takes in light.';
const RED = 'Red leaves hold other pigments, which were there before.';
/** What a slow voice has said of the first in two seconds. */
const GREEN_HEARD = 'Leaves hold a green';

const answering = (text: string, ...before: Step[]): Step[] => [
  passages,
  delta(text),
  sentence(0, text),
  ...before,
  end,
];

/** Two servers with one database and one time, a call over ConversationRelay on the first, and the app in the same talk. */
async function besideTheApp() {
  const clock = new FakeClock(Date.now());
  const logger = createLogger({ level: 'fatal', pretty: false, destination: { write: () => undefined } });
  const [first, second] = await twoNodes({ clock, turnClock: clock, signals: createMemorySignals({ logger }) });
  const ada = await first.linked();
  const call = await first.twilio.call(ADA_PHONE);
  await call.next();
  const talk = async () => {
    const { conversationId = '' } = (await first.stores.calls.find(call.callSid)) ?? {};
    const found = await first.stores.conversations.find(ada, conversationId);
    if (!found) throw new Error('the call has no talk');
    return found;
  };
  const answers = async () => {
    const { items } = await first.stores.messages.list(ada, (await talk()).id, { limit: 20 });
    return items.filter(({ role }) => role === 'tutor');
  };
  return {
    ...{ first, second, ada, clock, call, talk, answers },
    /** As the app shows them: how each answer ended, and what counts as heard of it. */
    shown: async () => (await answers()).map(({ status, heardText, text }) => [status, heardText ?? text]),
    /** The call asks, and its answer is given to Twilio whole. */
    async isAnswered() {
      first.tutor.next(...answering(GREEN));
      await call.says('Why are leaves green?');
      expect(await call.next()).toBe(GREEN);
      await expect.poll(answers).toMatchObject([{ status: 'complete' }]);
    },
    async asksInApp(node: TelephoneNode, source: 'typed' | 'speech' = 'typed') {
      await node.talks.submit(await talk(), 'Ada', { id: newId(), text: 'And red ones?', source });
    },
    /** The first server is killed: Twilio tells the second one how long the session with it lasted, s. */
    async isKilledAfter(seconds: number) {
      const ended = { SessionId: 'VX1', SessionStatus: 'failed', SessionDuration: String(seconds) };
      const answered = await second.twilio.post('/twilio/relay-ended', {
        ...{ CallSid: call.callSid, From: ADA_PHONE, ...ended },
      });
      expect(answered.status).toBe(200);
    },
  };
}

describe('the app, when the server of a call in the same talk is killed', () => {
  it.each(['typed', 'speech'] as const)(
    'gets an answer (%s) that another server gives it to its end; the one of the call is kept as it was heard',
    async (source) => {
      const beside = await besideTheApp();
      await beside.isAnswered();
      const slow = new Gate();
      beside.second.tutor.next(...answering(RED, slow, delta(' See?'), sentence(1, 'See?')));
      await beside.asksInApp(beside.second, source);
      await slow.reached;
      beside.clock.advance(300);
      await beside.isKilledAfter(2);
      slow.open();
      await vi.waitFor(
        async () =>
          expect(await beside.shown()).toEqual([
            ['interrupted', GREEN_HEARD],
            ['complete', `${RED} See?`],
          ]),
        WAIT,
      );
    },
  );

  it('keeps an answer that it has whole', async () => {
    const beside = await besideTheApp();
    await beside.isAnswered();
    beside.second.tutor.next(...answering(RED));
    await beside.asksInApp(beside.second);
    await expect.poll(beside.answers).toMatchObject([{}, { status: 'complete' }]);
    await beside.isKilledAfter(2);
    expect(await beside.shown()).toEqual([
      ['interrupted', GREEN_HEARD],
      ['complete', RED],
    ]);
  });

  it('keeps what it was sent of an answer that died with that server', async () => {
    const beside = await besideTheApp();
    await beside.isAnswered();
    const never = new Gate();
    beside.first.tutor.next(...answering(RED, never));
    await beside.asksInApp(beside.first);
    await never.reached;
    beside.clock.advance(300);
    await expect.poll(beside.answers).toMatchObject([{}, { text: RED }]);
    await beside.isKilledAfter(2);
    expect(await beside.shown()).toEqual([
      ['interrupted', GREEN_HEARD],
      ['pending', RED],
    ]);
    never.open();
  });

  it('keeps the answer to the call that it has asked for again', async () => {
    const beside = await besideTheApp();
    await beside.isAnswered();
    const [answer] = await beside.answers();
    beside.second.tutor.next(...answering(RED));
    await beside.second.talks.regenerate(await beside.talk(), 'Ada', answer?.id ?? '');
    await expect.poll(beside.answers).toMatchObject([{ status: 'complete', text: RED }]);
    await beside.isKilledAfter(2);
    expect(await beside.shown()).toEqual([['complete', RED]]);
  });
});

it('a text message keeps its answer when the server of a call in the same talk is killed', async () => {
  const beside = await besideTheApp();
  await beside.isAnswered();
  beside.second.tutor.next(...answering(RED));
  const sms = { MessageSid: 'SM1', From: ADA_PHONE, Body: 'And red ones?' };
  expect(await (await beside.second.twilio.post('/twilio/sms', sms)).text()).toContain(RED);
  await beside.isKilledAfter(2);
  expect(await beside.shown()).toEqual([
    ['interrupted', GREEN_HEARD],
    ['complete', RED],
  ]);
});

it('an answer to the call that had waited for one in the app counts from when it was begun', async () => {
  const beside = await besideTheApp();
  const { first, second, clock, call } = beside;
  const socketAt = clock.now();
  const slow = new Gate();
  second.tutor.next(...answering(RED, slow));
  await beside.asksInApp(second);
  await slow.reached;
  first.tutor.next(...answering(GREEN));
  await call.says('Why are leaves green?');
  await vi.waitFor(async () => expect(await beside.answers()).toHaveLength(2), WAIT);
  for (let second = 0; second < 20; second += 1) clock.advance(1000);
  slow.open();
  await vi.waitFor(async () => {
    clock.advance(1000);
    expect(await beside.answers()).toMatchObject([{ status: 'complete' }, { status: 'complete' }]);
  }, WAIT);
  expect(call.utterances.at(-1)?.text).toContain(GREEN);
  const { begunAt = 0, timings } = (await beside.answers())[1] ?? {};
  const saidFor = 2000;
  await beside.isKilledAfter((begunAt + (timings?.firstSentenceMs ?? 0) + saidFor - socketAt) / 1000);
  expect(await beside.shown()).toEqual([
    ['complete', RED],
    ['interrupted', GREEN_HEARD],
  ]);
});

it('a call that loses its line and comes back leaves an answer in the app as it is', async () => {
  await using node = await startTelephone();
  const ada = await node.linked();
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  const { conversationId = '' } = (await node.stores.calls.find(call.callSid)) ?? {};
  const talk = await node.stores.conversations.find(ada, conversationId);
  if (!talk) throw new Error('the call has no talk');
  const slow = new Gate();
  node.tutor.next(...answering(RED, slow, delta(' See?'), sentence(1, 'See?')));
  await node.talks.submit(talk, 'Ada', { id: newId(), text: 'And red ones?', source: 'typed' });
  await slow.reached;
  await call.losesSocket();
  await call.begins('I am back');
  slow.open();
  await expect
    .poll(() => node.stores.messages.latestAnswer(ada, talk.id))
    .toMatchObject({ status: 'complete', text: `${RED} See?` });
});
