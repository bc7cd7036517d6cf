import { expect, it, vi } from 'vitest';
import { USUAL_TEXT } from '../support/scripted-tutor.ts';
import { ADA_PHONE, startTelephone } from './telephone-node.ts';

it.each([
  { what: 'parts of what is said', relay: { partialPrompts: 'true' } },
  { what: 'who is speaking', relay: { debug: 'speaker-events' } },
])(
  'whoever speaks for a minute is not asked whether they are there, where Twilio is asked for $what',
  async ({ relay }) => {
    await using node = await startTelephone({ relay });
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    call.plays(10_000);
    call.voiceBegins('Why, I have wondered for years, are leaves green?');
    for (let passed = 0; passed < 60_000; passed += 5000) {
      call.plays(5000);
      await node.twilio.exchanged();
      node.clock.advance(5000);
    }
    call.voiceEnds();
    call.plays(3000);
    expect(await call.next()).toBe(USUAL_TEXT);
    expect(node.tutor.asked.map(({ text }) => text)).toEqual(['Why, I have wondered for years, are leaves green?']);
    node.clock.advance(40_000);
    expect(await call.next()).toBe('Are you still there?');
  },
);

it('parts of what is said are no question, and an error that Twilio tells of ends no call', async () => {
  await using node = await startTelephone();
  await node.linked();
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  call.send({ type: 'error', description: 'Text-to-speech failed', code: 64101 });
  for (const voicePrompt of ['Why', 'Why are', 'Why are leaves']) {
    call.send({ type: 'prompt', voicePrompt, lang: 'en-US', last: false });
  }
  call.send({ type: 'info', name: 'agentSpeaking', value: 'off' });
  call.send({ type: 'info', name: 'tokensPlayed', value: 'Hello' });
  await call.says('Why are leaves green?');
  expect(await call.next()).toBe(USUAL_TEXT);
  await vi.waitFor(() => expect(node.tutor.asked).toHaveLength(1));
});
