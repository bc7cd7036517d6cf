import type { Page } from 'playwright-core';

/** Remembers the page's microphones; with a problem, there is none. */
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
  /** The page is seen, or not. */
  show(visible: boolean): Promise<void>;
}

/** Call before the page is opened. */
export async function installPageSound(page: Page): Promise<PageSound> {
  await page.addInitScript(script);
  return {
    open: () => page.evaluate("window.microphones.filter((track) => track.readyState === 'live').length"),
    askedFor: () => page.evaluate('window.askedFor'),
    refuse: (name) => page.evaluate(`window.microphoneProblem = ${JSON.stringify(name ?? null)}`),
    tell: (event) => page.evaluate(`void window.microphones.at(-1).dispatchEvent(new Event('${event}'))`),
    show: (visible) =>
      page.evaluate(`{
        const value = '${visible ? 'visible' : 'hidden'}';
        Object.defineProperty(document, 'visibilityState', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }`),
  };
}
