import { describe, expect, it } from 'vitest';
import { phrasesFor } from '../../src/telephony/phrases.ts';
import { voiceTag } from '../../src/telephony/voice-tag.ts';
import { delta, end, Gate, passages, sentence } from '../support/scripted-tutor.ts';
import { readTwiml } from '../support/twiml.ts';
import { ADA_PHONE, startTelephone } from './telephone-node.ts';

const GREETING = 'Hello Ada. What would you like to talk about?';
const ANSWER = 'Liście robią cukier.';
const POLISH = [passages, delta(ANSWER), sentence(0, ANSWER), end];

describe('a caller whose language the call has no phrases in', () => {
  it('is understood and answered in it, and hears the phrases in an English voice', async () => {
    await using node = await startTelephone();
    await node.linked(ADA_PHONE, { language: 'pl' });
    const slow = new Gate();
    node.tutor.next(passages, slow, ...POLISH.slice(1));
    const call = await node.twilio.call(ADA_PHONE);
    expect(call.documents[0]).toContain('language="pl-PL"');
    expect(await call.next()).toBe(GREETING);
    expect(call.language).toBe('pl-PL');
    await call.says('Dlaczego?');
    await slow.reached;
    node.clock.advance(1500);
    await call.begins('Let me think.');
    slow.open();
    expect(await call.next()).toBe(`Let me think. ${ANSWER}`);
    const received = call.relay?.received ?? [];
    const said = received.flatMap((message) => (message.type === 'text' && message.token !== '' ? [message] : []));
    expect(said.map(({ token, lang }) => [token.trim(), lang])).toEqual([
      [GREETING, 'en-US'],
      ['Let me think.', 'en-US'],
      [ANSWER, undefined],
    ]);
    await call.presses('*');
    expect(await call.next()).toBe(ANSWER);
    expect(received.at(-2)).not.toHaveProperty('lang');
  });

  it('turn by turn as well', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    await node.linked(ADA_PHONE, { language: 'pl' });
    node.tutor.next(...POLISH);
    const call = await node.twilio.call(ADA_PHONE);
    await call.says('Dlaczego?');
    const voices = call.documents.map((document) =>
      readTwiml(document).flatMap(({ attributes, children }) => [
        attributes['language'],
        ...children.map((say) => say.attributes['language']),
      ]),
    );
    expect(voices).toEqual([
      ['pl-PL', 'en-US'],
      ['pl-PL', 'pl-PL'],
    ]);
  });

  it('over Media Streams has the phrases said as English', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    await node.linked(ADA_PHONE, { language: 'pl' });
    const call = await node.twilio.call(ADA_PHONE);
    await expect.poll(() => node.tts.said).toEqual([GREETING]);
    expect(node.tts.options[0]?.language).toBe('en-US');
    await call.hangsUp();
  });
});

it.each([
  [undefined, 'en-US'],
  ['en', 'en-US'],
  ['en-GB', 'en-GB'],
  ['EN-gb', 'en-GB'],
  ['es', 'es-ES'],
  ['es-AR', 'es-ES'],
  ['pt', 'pt-BR'],
  ['pt-PT', 'pt-PT'],
  ['de-CH', 'de-DE'],
  // Not heard and spoken under one tag: as English, rather than not at all.
  ['zh-CN', 'en-US'],
  ['tlh', 'en-US'],
])('%s is heard and spoken as %s', (language, tag) => expect(voiceTag(language)).toBe(tag));

it.each([
  ['en-GB', 'en-US'],
  ['est', 'en-US'],
  ['es-MX', 'es-ES'],
  ['fr', 'fr-FR'],
  ['ja', 'en-US'],
])('the phrases for %s are said by a voice for %s', (language, tag) => expect(phrasesFor(language).tag).toBe(tag));
