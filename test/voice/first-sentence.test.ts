import { expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { addLearner } from '../support/realtime-node.ts';
import { delta, end, passages, sentence } from '../support/scripted-tutor.ts';
import { startTalks } from '../support/talks.ts';

it('the first sentence of an answer is told as soon as it is there, whatever text waits to be bundled', async () => {
  const clock = new FakeClock(Date.now());
  const on = await startTalks('sqlite', clock);
  try {
    const { learnerId, name } = await addLearner(on.stores);
    const conversation = await on.talks.open({ learnerId, learnerName: name });
    await on.follow(conversation.id);
    on.tutor.next(passages, delta('Leaves make '), delta('sugar. '), sentence(0, 'Leaves make sugar.'), end);
    await on.talks.submit(conversation, name, { id: newId(), text: 'How?', source: 'speech', door: 'phone' });
    expect((await on.told('sentence')).text).toBe('Leaves make sugar.');
    expect(on.events.filter(({ type }) => type === 'delta')).toMatchObject([
      { text: 'Leaves make ' },
      { text: 'sugar. ' },
    ]);
  } finally {
    await on.stop();
  }
});
