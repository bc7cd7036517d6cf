import { describe, expect, it, vi } from 'vitest';
import { newId } from '../../src/ids.ts';
import type { AudioOut } from '../../src/voice/speak/audio-out.ts';
import type { FakeCall } from '../support/fake-twilio-call.ts';
import { delta, end, Gate, passages, type Step, sentence, USUAL_TEXT } from '../support/scripted-tutor.ts';
import { MS_PER_CHAR } from '../support/scripted-voice.ts';
import { inCall, says, WAIT } from './stream-caller.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

const RED = 'Red leaves hold other pigments.';
const QUOTED: Step = { type: 'citation', n: 1, sentence: 0, quote: 'make sugar', start: 17, end: 27 };
const RED_ANSWER: Step[] = [passages, delta(RED), sentence(0, RED), end];

/** The talk that the call goes on in. */
async function talkOf(node: TelephoneNode, learnerId: string) {
  const [call] = await node.stores.calls.recent(0, 1);
  const talk = await node.stores.conversations.find(learnerId, call?.conversationId ?? '');
  if (!talk) throw new Error('the call has no talk');
  return talk;
}

/** The learner types a question in the app, in the talk of their call. */
async function asksInApp(node: TelephoneNode, learnerId: string, text: string): Promise<void> {
  await node.talks.submit(await talkOf(node, learnerId), 'Ada', { id: newId(), text, source: 'typed' });
}

/** What the app shows of the talk. */
async function shown(node: TelephoneNode, learnerId: string) {
  const talk = await talkOf(node, learnerId);
  const { items } = await node.stores.messages.list(learnerId, talk.id, { limit: 20 });
  return items.map(({ text, status, heardText }) => [text, status, heardText ?? text]);
}

/** What is cited by each answer, as the app shows it. */
async function cited(node: TelephoneNode, learnerId: string) {
  const talk = await talkOf(node, learnerId);
  const { items } = await node.stores.messages.list(learnerId, talk.id, { limit: 20 });
  return items.filter(({ role }) => role === 'tutor').map(({ citations }) => citations.map(({ quote }) => quote));
}

/** The app is open in the call's talk, with the learner's microphone and loudspeaker. */
async function opensVoiceInApp(node: TelephoneNode, learnerId: string) {
  const out = {
    format: { encoding: 'pcm16', sampleRate: 24_000 },
    ready: () => true,
    send: vi.fn(),
  } satisfies AudioOut;
  const facts = { audioIn: true, audioOut: out, resumed: false, notice: () => undefined };
  const conversation = await talkOf(node, learnerId);
  return { line: node.voices.open({ conversation, learnerName: 'Ada', ...facts }), out };
}

/** A call whose answer is under way: its first sentence is said, and the rest waits. */
async function midAnswer(node: TelephoneNode, mode: 'relay' | 'stream') {
  const rest = new Gate();
  const first = 'Leaves hold a green pigment.';
  const last = 'It takes in light.';
  node.tutor.next(passages, delta(`${first} `), sentence(0, first), QUOTED, rest, delta(last), sentence(1, last), end);
  const { ada, call } = await begun(node, mode);
  await asks(node, call, 'Why are leaves green?');
  if (mode === 'relay') await call.begins(first);
  else await vi.waitFor(() => expect(call.sound?.waitingMs).toBe(first.length * MS_PER_CHAR), WAIT);
  await rest.reached;
  return { ada, call, rest, text: `${first} ${last}` };
}

/** A linked caller who was greeted. */
async function begun(node: TelephoneNode, mode: 'relay' | 'stream'): Promise<{ ada: string; call: FakeCall }> {
  if (mode === 'stream') return inCall(node);
  const ada = await node.linked();
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  return { ada, call };
}

/** A call in which the app asks, and its answer has come half way. */
async function answeredSlowlyInApp(node: TelephoneNode, mode: 'relay' | 'stream') {
  const { ada, call } = await begun(node, mode);
  const slow = new Gate();
  node.tutor.next(passages, delta('Red leaves '), slow, ...RED_ANSWER.slice(1));
  await asksInApp(node, ada, 'And red ones?');
  await slow.reached;
  return { ada, call, slow };
}

function asks(node: TelephoneNode, call: FakeCall, words: string): Promise<void> {
  return call.state === 'stream' ? says(node, call, words) : call.says(words);
}

/** Time passes and sound is played until the talk shows this. */
async function showsAtLast(node: TelephoneNode, call: FakeCall, ada: string, expected: unknown[]): Promise<void> {
  await vi.waitFor(async () => {
    call.sound?.plays(500);
    node.clock.advance(200);
    expect(await shown(node, ada)).toEqual(expected);
  }, WAIT);
}

const whole = (text: string) => [text, 'complete', text];

/** All that the caller was given to hear. */
function given(node: TelephoneNode, call: FakeCall): string {
  return call.state === 'stream' ? node.tts.said.join(' ') : call.utterances.map(({ text }) => text).join(' ');
}

describe.each(['relay', 'stream'] as const)('a talk that is open in the app and on a call over %s', (mode) => {
  it('answers a question of the app after the one of the call that is being answered, in the app alone', async () => {
    await using node = await startTelephone({ mode });
    const { ada, call, rest, text } = await midAnswer(node, mode);
    node.tutor.next(...RED_ANSWER);
    await asksInApp(node, ada, 'And red ones?');
    expect(node.tutor.mostRunning).toBe(1);
    rest.open();
    await showsAtLast(node, call, ada, [
      ...[whole('Why are leaves green?'), whole(text)],
      ...[whole('And red ones?'), whole(RED)],
    ]);
    expect(node.tutor.mostRunning).toBe(1);
    expect(await cited(node, ada)).toEqual([['make sugar'], []]);
    expect(given(node, call)).not.toContain('Red leaves');
    await asks(node, call, 'What is light?');
    await vi.waitFor(() => expect(given(node, call)).toContain('Leaves make sugar.'), WAIT);
    expect(node.tutor.asked.at(-1)?.history.map(({ text: said }) => said)).toEqual([
      ...['Why are leaves green?', text, 'And red ones?', RED],
    ]);
  });

  it('gives an answer in the app to its end when the caller hangs up meanwhile', async () => {
    await using node = await startTelephone({ mode });
    const { ada, call, slow } = await answeredSlowlyInApp(node, mode);
    await call.hangsUp();
    await vi.waitFor(() => expect(node.gateway.open).toBe(0), WAIT);
    node.clock.advance(60_000);
    slow.open();
    await vi.waitFor(
      async () => expect(await shown(node, ada)).toEqual([whole('And red ones?'), whole(`Red leaves ${RED}`)]),
      WAIT,
    );
  });

  it('gives an answer in the app to its end when the caller says something of the call itself, or goodbye', async () => {
    await using node = await startTelephone({ mode });
    const { ada, call, slow } = await answeredSlowlyInApp(node, mode);
    await call.presses('0');
    await vi.waitFor(() => expect(given(node, call)).toContain('Star repeats'), WAIT);
    await asks(node, call, 'Goodbye.');
    await vi.waitFor(() => expect(given(node, call)).toContain('Goodbye'), WAIT);
    slow.open();
    await showsAtLast(node, call, ada, [whole('And red ones?'), whole(`Red leaves ${RED}`)]);
  });

  it('answers the caller after a question of the app, and tells them meanwhile that they are heard', async () => {
    await using node = await startTelephone({ mode });
    const { ada, call } = await begun(node, mode);
    const slow = new Gate();
    node.tutor.next(passages, slow, ...RED_ANSWER.slice(1));
    await asksInApp(node, ada, 'And red ones?');
    await slow.reached;
    node.clock.advance(5000);
    await node.twilio.exchanged();
    expect(given(node, call)).not.toContain('Let me think');
    await asks(node, call, 'Why are leaves green?');
    await vi.waitFor(() => {
      node.clock.advance(100);
      expect(given(node, call)).toContain('Let me think.');
    }, WAIT);
    expect(node.tutor.asked).toHaveLength(1);
    slow.open();
    await showsAtLast(node, call, ada, [
      ...[whole('And red ones?'), whole(RED)],
      ...[whole('Why are leaves green?'), whole(USUAL_TEXT)],
    ]);
    expect(given(node, call)).toContain('Leaves make sugar.');
    expect(given(node, call)).not.toContain('Red leaves');
  });

  it('speaks to the caller over the telephone, though the app has a voice too, which speaks of its own questions', async () => {
    await using node = await startTelephone({ mode });
    const { ada, call } = await begun(node, mode);
    const { line, out } = await opensVoiceInApp(node, ada);
    await asks(node, call, 'Why are leaves green?');
    await showsAtLast(node, call, ada, [whole('Why are leaves green?'), whole(USUAL_TEXT)]);
    expect(out.send).not.toHaveBeenCalled();
    expect(given(node, call)).toContain('Leaves make sugar.');
    node.tutor.next(...RED_ANSWER);
    const before = call.sound?.waitingMs;
    await asksInApp(node, ada, 'And red ones?');
    await vi.waitFor(() => expect(out.send).toHaveBeenCalled(), WAIT);
    await node.twilio.exchanged();
    expect(call.sound?.waitingMs).toBe(before);
    await line.close();
  });

  it('is stopped in the app while the call speaks, and the call goes on', async () => {
    await using node = await startTelephone({ mode });
    const { ada, call, rest } = await midAnswer(node, mode);
    call.sound?.plays(1000);
    await node.twilio.exchanged();
    const talk = await talkOf(node, ada);
    const { items } = await node.stores.messages.list(ada, talk.id, { limit: 5 });
    await node.talks.interrupt(ada, talk.id, items.at(-1)?.turnId ?? '', 'Leaves hold'.length);
    await vi.waitFor(
      async () => expect((await shown(node, ada))[1]?.slice(1)).toEqual(['interrupted', 'Leaves hold']),
      WAIT,
    );
    rest.open();
    await asks(node, call, 'And now?');
    await vi.waitFor(() => expect(given(node, call)).toContain('Why do they need light?'), WAIT);
    expect(given(node, call)).not.toContain('It takes in light.');
  });

  it('has the mode, the language and the name that are given to it in the app, from the next question on', async () => {
    await using node = await startTelephone({ mode });
    const { ada, call } = await begun(node, mode);
    const talk = await talkOf(node, ada);
    await node.stores.conversations.update(ada, talk.id, { title: 'Leaves' }, Date.now());
    await node.talks.set(talk, { mode: 'explain', language: 'es' });
    await asks(node, call, '¿Por qué son verdes las hojas?');
    await vi.waitFor(() => expect(given(node, call)).toContain('Leaves make sugar.'), WAIT);
    expect(node.tutor.asked[0]).toMatchObject({ mode: 'explain', language: 'es' });
    if (mode === 'relay') expect(call.language).toBe('es-ES');
    await call.presses('0');
    await vi.waitFor(() => expect(given(node, call)).toContain('Asterisco'), WAIT);
    expect(await talkOf(node, ada)).toMatchObject({ title: 'Leaves', mode: 'explain', language: 'es' });
  });
});

describe('a talk that is open in the app and on a call turn by turn', () => {
  it('answers each where it was asked, one after the other', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    const ada = await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    const slow = new Gate();
    node.tutor.next(passages, slow, ...RED_ANSWER.slice(1));
    await asksInApp(node, ada, 'And red ones?');
    await slow.reached;
    const asked = call.says('Why are leaves green?');
    await vi.waitFor(async () => expect(await shown(node, ada)).toHaveLength(4), WAIT);
    expect(node.tutor.asked).toHaveLength(1);
    slow.open();
    await asked;
    expect(await call.next()).toBe(USUAL_TEXT);
    const both = [whole('And red ones?'), whole(RED), whole('Why are leaves green?'), whole(USUAL_TEXT)];
    await showsAtLast(node, call, ada, both);
    expect(node.tutor.mostRunning).toBe(1);
  });

  it('has the mode and the language that are given to it in the app, from the next question on', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    const ada = await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await node.talks.set(await talkOf(node, ada), { mode: 'explain', language: 'es' });
    await call.says('¿Por qué son verdes las hojas?');
    expect([await call.next(), call.language]).toEqual([USUAL_TEXT, 'es-ES']);
    expect(node.tutor.asked[0]).toMatchObject({ mode: 'explain', language: 'es' });
  });
});

it('a text message during a call over Media Streams is answered as text alone', async () => {
  await using node = await startTelephone({ mode: 'stream' });
  const { ada, call } = await inCall(node);
  await says(node, call, 'Why are leaves green?');
  const first = [whole('Why are leaves green?'), whole(USUAL_TEXT)];
  await showsAtLast(node, call, ada, first);
  node.tutor.next(...RED_ANSWER);
  const sms = { MessageSid: 'SM1', From: ADA_PHONE, Body: 'And red ones?' };
  const answered = await node.twilio.post('/twilio/sms', sms);
  expect(await answered.text()).toContain(RED);
  expect(given(node, call)).not.toContain(RED);
  expect(await shown(node, ada)).toEqual([...first, whole('And red ones?'), whole(RED)]);
});
