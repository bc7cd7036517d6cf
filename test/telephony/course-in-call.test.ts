import { describe, expect, it, vi } from 'vitest';
import { newId } from '../../src/ids.ts';
import type { FakeCall } from '../support/fake-twilio-call.ts';
import { storedDocument } from '../support/records.ts';
import { delta, end, Gate, passages, sentence, USUAL_TEXT } from '../support/scripted-tutor.ts';
import { inCall, says, WAIT } from './stream-caller.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

const modes = ['relay', 'stream', 'gather'] as const;

/** A caller who was greeted, with a course of theirs that holds one document. */
async function begun(node: TelephoneNode, mode: (typeof modes)[number]) {
  const { ada, call } = mode === 'stream' ? await inCall(node) : await greeted(node);
  const course = newId();
  await node.stores.courses.create({ id: course, learnerId: ada, name: 'Biology', createdAt: 1 }, 1);
  const { document } = await storedDocument(node.stores, ada, ['Leaves make sugar.']);
  await node.stores.courses.change(ada, course, { add: [document.id], remove: [] }, 10);
  const talk = async () => {
    const { conversationId = '' } = (await node.stores.calls.find(call.callSid)) ?? {};
    const found = await node.stores.conversations.find(ada, conversationId);
    if (!found) throw new Error('the call has no talk');
    return found;
  };
  return { ...{ ada, call, course, talk }, document: document.id };
}

async function greeted(node: TelephoneNode) {
  const ada = await node.linked();
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  return { ada, call };
}

/** The caller asks, and is answered. */
async function asks(node: TelephoneNode, call: FakeCall, words: string): Promise<void> {
  const before = node.tutor.asked.length;
  if (call.state === 'stream') await says(node, call, words);
  else await call.says(words);
  await vi.waitFor(() => expect(node.tutor.asked.length).toBe(before + 1), WAIT);
  if (call.state !== 'stream') expect(await call.next()).toBe(USUAL_TEXT);
}

/** All that the caller was given to hear. */
function given(node: TelephoneNode, call: FakeCall): string[] {
  return call.state === 'stream' ? node.tts.said : call.utterances.map(({ text }) => text);
}

const about = (node: TelephoneNode) => node.tutor.asked.map(({ documentIds }) => documentIds);

describe.each(modes)('a course that is chosen in the app in the middle of a call over %s', (mode) => {
  it('is what the next answer is taken from, until another choice; the caller is told nothing of it', async () => {
    await using node = await startTelephone({ mode });
    const { ada, call, course, talk, document } = await begun(node, mode);
    await asks(node, call, 'Why are leaves green?');
    await node.talks.set(await talk(), { courseId: course });
    await asks(node, call, 'And how do they eat?');
    await node.talks.set(await talk(), { documentIds: [], courseId: null });
    await asks(node, call, 'And what is light?');
    await node.talks.set(await talk(), { documentIds: null, courseId: course });
    await node.stores.courses.remove(ada, course);
    await asks(node, call, 'And what is sugar?');
    expect(about(node)).toEqual([undefined, [document], [], undefined]);
    const said = given(node, call).join(' ');
    expect(said).toContain('Hello Ada');
    expect(said).not.toMatch(/course|Biology|mode/i);
  });

  it('changes nothing of the answer that is being given', async () => {
    await using node = await startTelephone({ mode });
    const { call, course, talk, document } = await begun(node, mode);
    const rest = new Gate();
    const parts = ['Leaves hold a green pigment.', 'It takes in light.'] as const;
    const first = [passages, delta(`${parts[0]} `), sentence(0, parts[0])];
    node.tutor.next(...first, rest, delta(parts[1]), sentence(1, parts[1]), end);
    const asked = mode === 'stream' ? says(node, call, 'Why are leaves green?') : call.says('Why are leaves green?');
    await rest.reached;
    await node.talks.set(await talk(), { courseId: course });
    rest.open();
    await asked;
    await vi.waitFor(() => {
      call.sound?.plays(500);
      node.clock.advance(200);
      expect(given(node, call).join(' ')).toContain(parts[1]);
    }, WAIT);
    await vi.waitFor(async () => {
      call.sound?.plays(500);
      node.clock.advance(200);
      const answer = await node.stores.messages.latestAnswer((await talk()).learnerId, (await talk()).id);
      expect(answer).toMatchObject({ status: 'complete', text: parts.join(' ') });
    }, WAIT);
    if (mode !== 'stream') await call.next();
    await asks(node, call, 'And how do they eat?');
    expect(about(node)).toEqual([undefined, [document]]);
  });
});

describe('a course that is chosen while a caller over Media Streams is being understood', () => {
  /** The caller has spoken, and what their question will be asked upon was read. */
  async function spoken(node: TelephoneNode, call: FakeCall) {
    const read = vi.spyOn(node.stores.spaces, 'holdings');
    call.sound?.hears('voice', 800);
    call.sound?.hears('silence', 600);
    await vi.waitFor(() => expect(read).toHaveBeenCalled(), WAIT);
    await Promise.all(read.mock.results.map(({ value }) => value));
    await node.stt.last.heardAll;
  }

  /** Their words are known. */
  async function understood(node: TelephoneNode, words: string) {
    node.stt.last.end(words);
    await vi.waitFor(() => {
      node.clock.advance(100);
      expect(node.tutor.asked.length).toBeGreaterThan(0);
    }, WAIT);
  }

  it('is what they are answered from', async () => {
    await using node = await startTelephone({ mode: 'stream', early: true });
    const { call, course, talk, document } = await begun(node, 'stream');
    await spoken(node, call);
    await node.talks.set(await talk(), { courseId: course });
    await understood(node, 'Why are leaves green?');
    expect(about(node)).toEqual([[document]]);
  });
});
