import { describe, expect, it } from 'vitest';
import type { Call } from '../../src/ports/call-store.ts';
import { createCallRecords } from '../../src/telephony/call-records.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { documentRecord, passageRecords } from '../support/records.ts';
import { delta, end, type Step, sentence } from '../support/scripted-tutor.ts';
import { hears, hearsToTheEnd, inCall, says } from './stream-caller.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

const ALL = 'We talked about Roots, Leaves, and Stems; you find it in the app. Next time we can go on with Stems.';
const LINK = 'Your talk with the tutor: https://tutor.example.org/talk/';

/** Turns keep the same time as the calls that they belong to. */
function start(mode: Call['mode']): Promise<TelephoneNode> {
  const clock = new FakeClock(Date.now());
  return startTelephone({ mode, clock, turnClock: clock });
}

/** Whoever is asked about one of these sections of the learner's material cites it; about anything else, nothing. */
async function citesSections({ stores, tutor }: TelephoneNode, learnerId: string): Promise<void> {
  const sections = ['Roots', 'Leaves', 'Stems'];
  const document = documentRecord(learnerId, { title: 'Biology' });
  await stores.documents.create(document);
  const passages = passageRecords(
    document,
    sections.map((section) => `${section}. `),
  ).map((passage, at) => ({ ...passage, headings: sections.slice(at, at + 1) }));
  await stores.documents.saveExtraction(document.id, { text: 'x'.repeat(99), pages: [], passages });
  tutor.answers = ({ text }) => {
    const passage = passages.find(({ headings: [section = ''] }) => text.toLowerCase().includes(section.toLowerCase()));
    return passage ? cited(passage.id, document.id) : [delta('I do not know.'), sentence(0, 'I do not know.'), end];
  };
}

function cited(passageId: string, documentId: string): Step[] {
  const quote = 'so it is';
  const place = { n: 1, passageId, documentId, title: 'Biology', page: 1, start: 0, end: quote.length, quote };
  return [
    { type: 'passages', retrievalMs: 1, degraded: false, passages: [place] },
    ...[delta('So it is.'), sentence(0, 'So it is.')],
    { type: 'citation', n: 1, sentence: 0, quote, start: 0, end: quote.length },
    end,
  ];
}

/** What the learner reads of their only call. */
async function written({ stores }: TelephoneNode, learnerId: string) {
  const { items } = await createCallRecords(stores).list(learnerId, { limit: 9 });
  expect(items).toHaveLength(1);
  return items[0]?.summary;
}

describe.each(['relay', 'gather'] as const)('the end of a call over %s', (mode) => {
  it('tells of all talks of the call and of what came before lines that were lost; by message and in the app too', async () => {
    await using node = await start(mode);
    const ada = await node.linked();
    await citesSections(node, ada);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('What do roots do?');
    await call.next();
    if (mode === 'relay') {
      // All of it was heard.
      node.clock.advance(5000);
      await call.losesSocket();
      await call.next();
    }
    await call.says('Something new, please.');
    await call.next();
    await call.says('Why are leaves green?');
    await call.next();
    await call.says('Something new, please.');
    await call.next();
    await call.says('Are stems hollow?');
    await call.next();
    await call.says('Something new, please.');
    await call.next();
    await call.says('Goodbye.');
    expect(await call.next()).toContain(ALL);
    await call.hangsUp();
    const talks = await node.stores.calls.talks(call.callSid);
    expect(talks).toHaveLength(4);
    // The talk that was begun last holds nothing.
    expect(node.sent).toEqual([{ to: ADA_PHONE, text: `${ALL} ${LINK}${talks[2]}` }]);
    expect(await written(node, ada)).toBe(ALL);
  });

  it('names nothing that was only asked for, and says how much was asked', async () => {
    await using node = await start(mode);
    const ada = await node.linked();
    await citesSections(node, ada);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('What is photosynthesis?');
    await call.next();
    await call.says('Goodbye.');
    const plainly = 'You asked one question. You find it in the app.';
    expect(await call.next()).toContain(plainly);
    await call.hangsUp();
    expect(node.sent[0]?.text).toMatch(plainly);
    expect(await written(node, ada)).toBe(plainly);
  });

  it('leaves out a talk that was deleted meanwhile', async () => {
    await using node = await start(mode);
    const ada = await node.linked();
    await citesSections(node, ada);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('What do roots do?');
    await call.next();
    const [talk = ''] = await node.stores.calls.talks(call.callSid);
    await node.talks.remove(ada, talk);
    await call.says('Why are leaves green?');
    await call.next();
    await call.says('Goodbye.');
    const rest = 'We talked about Leaves; you find it in the app.';
    expect(await call.next()).toContain(rest);
    await call.hangsUp();
    expect(await written(node, ada)).toBe(rest);
  });
});

it('over Media Streams, a call that changes its subject is summed up with both', async () => {
  await using node = await start('stream');
  const { ada, call } = await inCall(node);
  await citesSections(node, ada);
  await says(node, call, 'What do roots do?');
  await hearsToTheEnd(node, call, ada);
  await says(node, call, 'Something new, please.');
  await hears(node, call, 'What would you like to talk about?');
  await says(node, call, 'Why are leaves green?');
  await hearsToTheEnd(node, call, ada);
  await says(node, call, 'Goodbye.');
  const summary = 'We talked about Roots and Leaves; you find it in the app. Next time we can go on with Leaves.';
  await hears(node, call, summary);
});

it('a phone that is shared, and has a PIN for that, is sent no word of what was talked about', async () => {
  await using node = await start('relay');
  const ada = await node.linked();
  await citesSections(node, ada);
  const [link] = await node.phoneLinks.list(ada);
  await node.phoneLinks.setPin(ada, link?.id ?? '', '2468');
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  await call.presses('2468#');
  await call.next();
  await call.says('What do roots do?');
  await call.next();
  await call.hangsUp();
  const [talk] = await node.stores.calls.talks(call.callSid);
  expect(node.sent).toEqual([{ to: ADA_PHONE, text: `${LINK}${talk}` }]);
});
