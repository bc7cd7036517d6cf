import { afterEach, describe, expect, it, vi } from 'vitest';
import { cut, FakeMessagesApi, overloaded, type Reply } from '../support/fake-messages-api.ts';
import { storedDocument } from '../support/records.ts';
import { kitOf, LEAVES, passage, ScriptedRetriever } from '../tutor/tutor-kit.ts';
import { hears, inCall, says, WAIT } from './stream-caller.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

const QUESTION = 'Where does the green colour of chlorophyll come from?';
const QUOTE = '“The green colour comes from chlorophyll.”';
const APOLOGY = 'something went wrong';

describe.each<[string, Reply]>([
  ['refuses', overloaded()],
  ['breaks off before its first word', [cut]],
])('a call while the model %s', (_how, reply) => {
  let api: FakeMessagesApi;
  afterEach(() => api.stop());

  /** A node whose tutor has a passage to quote from, and this model. */
  async function nodeIn(mode: 'relay' | 'stream' | 'gather'): Promise<TelephoneNode> {
    api = await FakeMessagesApi.start();
    api.always(() => reply);
    const { tutor } = kitOf(new ScriptedRetriever([passage(LEAVES)]), api);
    return startTelephone({ mode, realTutor: tutor });
  }

  it.each(['relay', 'gather'] as const)('in mode %s hears the material quoted', async (mode) => {
    await using node = await nodeIn(mode);
    const ada = await node.linked();
    await storedDocument(node.stores, ada, [LEAVES]);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says(QUESTION);
    const said = await call.next();
    expect(said).toContain(QUOTE);
    expect(said).not.toContain(APOLOGY);
    const [talk] = (await node.stores.conversations.list(ada, { limit: 1 })).items;
    await vi.waitFor(async () => {
      const { items } = await node.stores.messages.list(ada, talk?.id ?? '', { limit: 5 });
      expect(items[1]).toMatchObject({ status: 'complete', text: expect.stringContaining(QUOTE) });
    }, WAIT);
    expect(api.requests.length).toBeGreaterThan(0);
  });

  it('in mode stream hears the material quoted', async () => {
    await using node = await nodeIn('stream');
    const { ada, call } = await inCall(node);
    await storedDocument(node.stores, ada, [LEAVES]);
    await says(node, call, QUESTION);
    await hears(node, call, QUOTE);
    expect(node.tts.said.join(' ')).not.toContain(APOLOGY);
    expect(api.requests.length).toBeGreaterThan(0);
  });
});
