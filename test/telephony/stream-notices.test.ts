import { describe, expect, it, vi } from 'vitest';
import { AppError, unavailable } from '../../src/errors.ts';
import { HeardNotices } from '../../src/telephony/heard-notices.ts';
import { phrasesFor } from '../../src/telephony/phrases.ts';
import type { FakeCall } from '../support/fake-twilio-call.ts';
import { USUAL_TEXT } from '../support/scripted-tutor.ts';
import { hearsToTheEnd, inCall, says, WAIT } from './stream-caller.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

const DOWN = unavailable('stt_unavailable', 'No service of the list hears.');

/** The caller says something of which the services make this error; time passes until that is so. */
async function saysUnheard(node: TelephoneNode, call: FakeCall, error: Error, until: () => void): Promise<void> {
  node.stt.onStretch = (stretch) => stretch.fail(error);
  call.sound?.hears('voice', 800);
  call.sound?.hears('silence', 600);
  await vi.waitFor(() => {
    node.clock.advance(100);
    until();
  }, WAIT);
}

const badAudio = new AppError({ code: 'stt_bad_audio', status: 422, message: 'Nothing can be made of this.' });

describe('what happened to what a caller said over Media Streams', () => {
  it.each(['en', 'es', 'de', 'fr', 'it', 'pt', 'nl'])('is told aloud, in %s', async (language) => {
    await using node = await startTelephone({ mode: 'stream' });
    await node.linked(ADA_PHONE, { language });
    const call = await node.twilio.call(ADA_PHONE);
    await vi.waitFor(() => expect(node.tts.said.length).toBeGreaterThan(0), WAIT);
    call.sound?.plays(60_000);
    const { notices, tag } = phrasesFor(language);
    await saysUnheard(node, call, badAudio, () => expect(node.tts.said).toContain(notices.speech_not_understood));
    expect(node.tts.options.at(-1)?.language).toBe(tag);
    await saysUnheard(node, call, DOWN, () => expect(node.tts.said).toContain(notices.speech_kept));
    expect(call.state).toBe('stream');
  });
});

describe('when no service hears any more', () => {
  it('the call goes on turn by turn with Twilio’s ear, in the same talk', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    const { ada, call } = await inCall(node);
    await says(node, call, 'Why are leaves green?');
    await hearsToTheEnd(node, call, ada);
    const { speech_kept } = phrasesFor('en').notices;
    await saysUnheard(node, call, DOWN, () => expect(node.tts.said).toContain(speech_kept));
    await saysUnheard(node, call, DOWN, () => expect(call.state).toBe('gather'));
    expect(await call.next()).toBe('I am back. Please go on.');
    await call.says('And red ones?');
    expect(await call.next()).toBe(USUAL_TEXT);
    expect((await node.stores.conversations.list(ada, { limit: 5 })).items).toHaveLength(1);
    expect(await node.stores.calls.find(call.callSid)).toMatchObject({ mode: 'gather' });
  });

  it('but not where something was understood in between', () => {
    const said: string[] = [];
    const onDeaf = vi.fn();
    const notices = new HeardNotices({ say: (phrase) => said.push(phrase), phrases: () => phrasesFor('en'), onDeaf });
    notices.take('speech_kept');
    notices.understood();
    notices.take('speech_kept');
    notices.take('voice_handed_over');
    const { speech_kept } = phrasesFor('en').notices;
    expect([said, onDeaf.mock.calls]).toEqual([[speech_kept, speech_kept], []]);
    notices.take('speech_kept');
    expect(onDeaf).toHaveBeenCalledTimes(1);
  });
});
