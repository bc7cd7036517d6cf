import { expect, it, vi } from 'vitest';
import { ADA_PHONE, startTelephone } from './telephone-node.ts';

const WAIT = { interval: 5 };

it('over Media Streams a caller who wants something new is heard and answered in a new talk', async () => {
  await using node = await startTelephone({ mode: 'stream' });
  const learnerId = await node.linked();
  const talk = await node.talks.open({ learnerId, learnerName: 'Ada' });
  await node.stores.conversations.update(learnerId, talk.id, { title: 'Leaves' }, node.clock.now());
  const call = await node.twilio.call(ADA_PHONE);
  const { sound } = call;
  if (!sound) throw new Error('not a call with sound');
  /** Time passes, and what there is to hear is heard, until this is so. */
  const until = (isSo: () => unknown) =>
    vi.waitFor(async () => {
      sound.plays(1000);
      node.clock.advance(100);
      await isSo();
    }, WAIT);
  const says = async (words: string) => {
    const before = node.stt.stretches.length;
    node.stt.onStretch = (stretch) => stretch.end(words);
    sound.hears('voice', 800);
    sound.hears('silence', 600);
    await vi.waitFor(() => expect(node.stt.stretches.length).toBe(before + 1), WAIT);
    await node.stt.last.heardAll;
  };

  await until(() => expect(node.tts.said).toContain('Hello Ada. Shall we go on with Leaves?'));
  await says('No, something new.');
  await until(() => expect(node.tts.said).toContain('What would you like to talk about?'));
  await says('What is a volcano?');
  await until(() => expect(node.tts.said).toContain('Leaves make sugar.'));
  const { items } = await node.stores.conversations.list(learnerId, { limit: 5 });
  const fresh = items.find(({ id }) => id !== talk.id)?.id ?? '';
  await until(async () => {
    const { items: said } = await node.stores.messages.list(learnerId, fresh, { limit: 5 });
    expect(said).toMatchObject([{ text: 'What is a volcano?' }, { status: 'complete' }]);
  });
  expect((await node.stores.messages.list(learnerId, talk.id, { limit: 5 })).items).toEqual([]);
  expect(node.tutor.asked).toHaveLength(1);
});
