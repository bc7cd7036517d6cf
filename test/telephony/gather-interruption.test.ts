import { describe, expect, it, vi } from 'vitest';
import { watchQueries } from '../support/database-queries.ts';
import { delta, end, Gate, passages, sentence } from '../support/scripted-tutor.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

const FIRST = 'Leaves hold a green pigment called chlorophyll.';
const LAST = 'It takes in light.';

/** A call turn by turn whose answer comes in two parts, the second when the gate opens. */
async function inCall() {
  const queries = watchQueries();
  const node = await startTelephone({ mode: 'gather' });
  const ada = await node.linked();
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  const gate = new Gate();
  node.tutor.next(passages, delta(`${FIRST} `), sentence(0, FIRST), gate, delta(LAST), sentence(1, LAST), end);
  /** The server has done what it does without waiting. */
  const settled = async () => {
    for (let round = 0; round < 6; round += 1) {
      await queries.answered();
      await node.twilio.exchanged();
    }
  };
  const post = async (path: string, fields: Record<string, string> = {}) => {
    let document: string | undefined = undefined as string | undefined;
    void node.twilio
      .post(`/twilio/gather?${path}`, { CallSid: call.callSid, From: ADA_PHONE, ...fields })
      .then(async (response) => {
        document = await response.text();
      });
    await settled();
    while (document === undefined) {
      // Whatever the server does without the tutor's waiting takes no time, however busy the machine is.
      if (gate.holds) node.clock.advance(250);
      await settled();
    }
    return document;
  };
  return {
    ...{ node, ada, call, gate, post, settled },
    /** The question, and the first part of its answer. */
    async asks() {
      const part = await post('turn=1', { SpeechResult: 'Why are leaves green?' });
      expect(part).toContain(FIRST);
      expect(part).toContain('part=1</Redirect>');
    },
    async [Symbol.asyncDispose]() {
      gate.open();
      await node[Symbol.asyncDispose]();
      queries.stop();
    },
  };
}

async function answerIn({ stores }: TelephoneNode, ada: string) {
  const [talk] = (await stores.conversations.list(ada, { limit: 1 })).items;
  const { items } = await stores.messages.list(ada, talk?.id ?? '', { limit: 9 });
  return items.find(({ role }) => role === 'tutor');
}

describe('an answer turn by turn', () => {
  it('is stopped by a key while its first part is being said: the rest is never said, and what was heard is kept', async () => {
    await using talk = await inCall();
    await talk.asks();
    talk.node.clock.advance(1500);
    const skipped = await talk.post('turn=2', { Digits: '#' });
    expect(skipped).toContain('All right. What next?');
    talk.gate.open();
    expect(await talk.post('turn=3', { Digits: '0' })).not.toContain(LAST);
    // 1.5 s of a slow voice.
    expect(await answerIn(talk.node, talk.ada)).toMatchObject({ status: 'interrupted', heardText: 'Leaves hold a' });
  });

  it('is stopped by words, and the time that they took is no time in which it was heard', async () => {
    await using talk = await inCall();
    await talk.asks();
    const words = 'What is a pigment?';
    // 2 s of the answer, the caller’s words, and the silence after which Twilio takes them to be finished.
    talk.node.clock.advance(2000 + words.length * 66 + 2000);
    await talk.post('turn=2', { SpeechResult: words });
    expect(await answerIn(talk.node, talk.ada)).toMatchObject({
      status: 'interrupted',
      heardText: 'Leaves hold a green',
    });
    expect(talk.node.tutor.asked[1]?.history.at(-1)).toMatchObject({ role: 'tutor', text: 'Leaves hold a green' });
  });

  it('was heard up to the part for which Twilio came back, and further as long as that one was said', async () => {
    await using talk = await inCall();
    await talk.asks();
    talk.gate.open();
    expect(await talk.post('turn=2&part=1')).toContain(LAST);
    talk.node.clock.advance(800);
    await talk.post('turn=2', { Digits: '#' });
    expect(await answerIn(talk.node, talk.ada)).toMatchObject({
      status: 'interrupted',
      heardText: `${FIRST} It takes`,
    });
  });

  it('was heard whole where the caller speaks when a voice can have finished', async () => {
    await using talk = await inCall();
    talk.gate.open();
    await talk.post('turn=1', { SpeechResult: 'Why are leaves green?' });
    const words = 'And red ones?';
    talk.node.clock.advance((FIRST.length + LAST.length + 2) * 66 + words.length * 66 + 2000);
    await talk.post('turn=2', { SpeechResult: words });
    const answer = await answerIn(talk.node, talk.ada);
    expect([answer?.status, answer?.heardText]).toEqual(['complete', undefined]);
  });

  it('is kept as far as it was heard when the caller hangs up in the middle of it', async () => {
    await using talk = await inCall();
    talk.gate.open();
    await talk.post('turn=1', { SpeechResult: 'Why are leaves green?' });
    talk.node.clock.advance(1500);
    await talk.call.hangsUp();
    await vi.waitFor(async () =>
      expect(await answerIn(talk.node, talk.ada)).toMatchObject({ status: 'interrupted', heardText: 'Leaves hold a' }),
    );
  });

  it('goes on with the sentence in which a key cut it that means nothing', async () => {
    await using talk = await inCall();
    talk.gate.open();
    await talk.post('turn=1', { SpeechResult: 'Why are leaves green?' });
    talk.node.clock.advance(FIRST.length * 90 + 100);
    const again = await talk.post('turn=2', { Digits: '9' });
    expect(again).toContain(LAST);
    expect(again).not.toContain(FIRST);
    expect(await answerIn(talk.node, talk.ada)).toMatchObject({ status: 'complete' });
    // And is heard up to there when it is cut once more.
    talk.node.clock.advance(800);
    await talk.post('turn=3', { Digits: '#' });
    expect(await answerIn(talk.node, talk.ada)).toMatchObject({
      status: 'interrupted',
      heardText: `${FIRST} It takes`,
    });
  });

  it('is not given to a request for its rest that nobody reads any more', async () => {
    await using talk = await inCall();
    await talk.asks();
    const late = talk.post('turn=2&part=1');
    await talk.settled();
    const skipped = await talk.post('turn=2', { Digits: '#' });
    expect(skipped).toContain('All right. What next?');
    talk.gate.open();
    talk.node.clock.advance(9000);
    expect(await late).not.toMatch(/All right|It takes/u);
  });
});
