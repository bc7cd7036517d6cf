import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { FromPlayback } from '../../src/client/audio/worklet-messages.ts';

/** Remembers the page's microphones and what its loudspeaker told; with a problem, there is no microphone. */
const script = `
  window.microphones = [];
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    if (window.microphoneProblem) throw new DOMException('', window.microphoneProblem);
    window.askedFor = constraints.audio;
    const stream = await real(constraints);
    window.microphones.push(...stream.getAudioTracks());
    return stream;
  };
  window.loudspeaker = [];
  window.AudioWorkletNode = class extends AudioWorkletNode {
    constructor(context, name, options) {
      super(context, name, options);
      if (name === 'playback') this.port.addEventListener('message', ({ data }) => window.loudspeaker.push(data));
    }
  };
`;

export interface PageSound {
  /** How many microphones are open. */
  open(): Promise<number>;
  /** What the page asked of the microphone that it opened last. */
  askedFor(): Promise<Record<string, unknown>>;
  /** From now on the browser refuses with this, or no longer. */
  refuse(name: string | undefined): Promise<void>;
  /** The microphone that is open is unplugged, taken for a call, or given back. */
  tell(event: 'ended' | 'mute' | 'unmute'): Promise<void>;
  /** The learner takes the permission to use the microphone away, or gives it back. */
  permit(allowed: boolean): Promise<void>;
  /** A device was plugged in or unplugged. */
  devicesChange(): Promise<void>;
  /** The page is seen, or not. */
  show(visible: boolean): Promise<void>;
  /** What the thread that plays has told, in its order. */
  loudspeaker(): Promise<FromPlayback[]>;
  /** Waits for the thread that plays to tell this, after the first `seen` things that it told. */
  played(type: FromPlayback['type'], seen: number): Promise<FromPlayback['position']>;
}

/** Call before the page is opened. */
export async function installPageSound(page: Page): Promise<PageSound> {
  await page.addInitScript(script);
  const loudspeaker = () => page.evaluate<FromPlayback[]>('window.loudspeaker');
  return {
    loudspeaker,
    async played(type, seen) {
      const find = async () => (await loudspeaker()).slice(seen).find((told) => told.type === type)?.position;
      await expect.poll(find, { message: `nothing was ${type}` }).toBeDefined();
      return (await find()) ?? expect.unreachable();
    },
    open: () => page.evaluate("window.microphones.filter((track) => track.readyState === 'live').length"),
    askedFor: () => page.evaluate('window.askedFor'),
    refuse: (name) => page.evaluate(`window.microphoneProblem = ${JSON.stringify(name ?? null)}`),
    tell: (event) => page.evaluate(`void window.microphones.at(-1).dispatchEvent(new Event('${event}'))`),
    permit: (allowed) =>
      allowed ? page.context().grantPermissions(['microphone']) : page.context().clearPermissions(),
    devicesChange: () => page.evaluate("void navigator.mediaDevices.dispatchEvent(new Event('devicechange'))"),
    show: (visible) =>
      page.evaluate(`{
        const value = '${visible ? 'visible' : 'hidden'}';
        Object.defineProperty(document, 'visibilityState', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }`),
  };
}
