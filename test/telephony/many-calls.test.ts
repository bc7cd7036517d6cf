import { describe, expect, it } from 'vitest';
import { end, passages } from '../support/scripted-tutor.ts';
import { startTelephone } from './telephone-node.ts';

const CALLS = 200;

/** A word of its own for each caller, said as it is written. */
function wordOf(at: number): string {
  return `word${[...String(at)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`;
}

// Media Streams carry sound and not words, and have a test of their own.
describe.each(['relay', 'gather'] as const)('two hundred calls at the same time over %s', (mode) => {
  it('each hold the words of their own caller, and nobody else’s', async () => {
    await using node = await startTelephone({ mode, maxCalls: CALLS });
    node.tutor.answers = ({ text }) => {
      const answer = `You said ${text}`;
      return [passages, { type: 'delta', text: answer }, { type: 'sentence', index: 0, text: answer }, end];
    };
    const callers = Array.from({ length: CALLS }, (_, at) => ({
      phone: `+1555${1_000_000 + at}`,
      name: `Caller${at}`,
    }));
    const learners = await Promise.all(callers.map(({ phone, name }) => node.linked(phone, { name })));
    const calls = await Promise.all(callers.map(({ phone }) => node.twilio.call(phone)));
    const heard = await Promise.all(
      calls.map(async (call, at) => {
        const greeting = await call.next();
        await call.says(`this is ${wordOf(at)}, right?`);
        return [greeting, await call.next()];
      }),
    );
    expect(heard).toEqual(
      callers.map(({ name }, at) => [
        `Hello ${name}. What would you like to talk about?`,
        `You said this is ${wordOf(at)}, right?`,
      ]),
    );
    for (const [at, learner] of learners.entries()) {
      const { items } = await node.stores.conversations.list(learner, { limit: 5 });
      expect(items).toHaveLength(1);
      const { items: said } = await node.stores.messages.list(learner, items[0]?.id ?? '', { limit: 9 });
      expect(said.map(({ text }) => text)).toEqual([
        `this is ${wordOf(at)}, right?`,
        `You said this is ${wordOf(at)}, right?`,
      ]);
    }
  }, 120_000);
});
