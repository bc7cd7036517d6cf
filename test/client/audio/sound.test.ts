import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Sound } from '../../../src/client/audio/sound.ts';

/** What a phone does with a page's sound, as Safari tells it. */
class Context extends EventTarget {
  static latest: Context | undefined;
  state: 'running' | 'suspended' | 'interrupted' = 'suspended';
  resumed = 0;
  refuses = false;
  readonly audioWorklet = { addModule: async () => undefined };

  constructor() {
    super();
    Context.latest = this;
  }

  async resume(): Promise<void> {
    this.resumed += 1;
    if (this.refuses) throw new Error('the phone needs it');
    this.becomes('running');
  }

  async suspend(): Promise<void> {
    this.becomes('suspended');
  }

  becomes(state: Context['state']): void {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });

beforeEach(() => {
  page.visibilityState = 'visible';
  vi.stubGlobal('AudioContext', Context);
  vi.stubGlobal('document', page);
});
afterEach(() => vi.unstubAllGlobals());

/** Sound that somebody uses. */
async function inUse() {
  const sound = new Sound();
  const told: string[] = [];
  const user = {};
  sound.onInterruption((interrupted) => told.push(interrupted ? 'taken' : 'given back'));
  await sound.join(user, '/module.js');
  const context = Context.latest ?? expect.unreachable();
  told.length = 0;
  return { sound, told, user, context };
}

test('a call takes the sound away, and is told; after it the page asks for it again by itself', async () => {
  const { told, context } = await inUse();
  context.becomes('interrupted');
  expect(told).toEqual(['taken']);
  const before = context.resumed;
  context.becomes('suspended');
  await vi.waitFor(() => expect(told).toEqual(['taken', 'given back']));
  expect(context.resumed).toBe(before + 1);
});

test('while the phone still needs it, it is asked for once, and again when the page is seen', async () => {
  const { told, context } = await inUse();
  context.refuses = true;
  context.becomes('interrupted');
  context.becomes('suspended');
  await vi.waitFor(() => expect(context.resumed).toBe(2));
  expect(told).toEqual(['taken']);
  context.refuses = false;
  page.dispatchEvent(new Event('visibilitychange'));
  await vi.waitFor(() => expect(told).toEqual(['taken', 'given back']));
});

test('out of sight nothing is asked for', async () => {
  const { context } = await inUse();
  page.visibilityState = 'hidden';
  context.becomes('interrupted');
  context.becomes('suspended');
  page.dispatchEvent(new Event('visibilitychange'));
  expect(context.resumed).toBe(1);
});

test('asleep because nobody needs it, it is not taken away, and is not woken', async () => {
  const { sound, told, user, context } = await inUse();
  sound.leave(user);
  expect(context.state).toBe('suspended');
  page.dispatchEvent(new Event('visibilitychange'));
  expect(told).toEqual([]);
  expect(context.resumed).toBe(1);
});
