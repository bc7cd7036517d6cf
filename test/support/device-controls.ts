import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Keeps what the page wants to be told of, for the test to call as the browser does. */
const script = `
  window.deviceActions = new Map();
  window.microphoneShown = undefined;
  const { setActionHandler, setMicrophoneActive } = MediaSession.prototype;
  MediaSession.prototype.setActionHandler = function (action, handler) {
    setActionHandler.call(this, action, handler);
    if (handler) window.deviceActions.set(action, handler);
    else window.deviceActions.delete(action);
  };
  MediaSession.prototype.setMicrophoneActive = function (active) {
    window.microphoneShown = active;
    return setMicrophoneActive.call(this, active);
  };
`;

export interface DeviceControls {
  /** The key, or the button on the lock screen, is pressed. */
  press(action: 'play' | 'pause' | 'hangup' | 'togglemicrophone'): Promise<void>;
  /** What the page has the device show. */
  shown(): Promise<{ title: string | undefined; state: string; actions: string[]; microphone: boolean | undefined }>;
  /** What the browser itself says of the page: whether its controls lead there. */
  browserSays(wanted: RegExp): Promise<void>;
}

/** Call before the page is opened. */
export async function installDeviceControls(page: Page): Promise<DeviceControls> {
  await page.addInitScript(script);
  return {
    press: (action) => page.evaluate(`window.deviceActions.get('${action}')({ action: '${action}' })`),
    shown: () =>
      page.evaluate(`({
        title: navigator.mediaSession.metadata?.title,
        state: navigator.mediaSession.playbackState,
        actions: [...window.deviceActions.keys()].sort(),
        microphone: window.microphoneShown,
      })`),
    async browserSays(wanted) {
      const context = await page.context().browser()?.newContext();
      const internals = await context?.newPage();
      if (!internals) throw new Error('there is no browser');
      const look = async () => {
        await internals.goto('chrome://media-internals/');
        await internals.getByText('Audio Focus').click();
        return (await internals.locator('body').textContent()) ?? '';
      };
      await expect.poll(look).toMatch(wanted);
      await context?.close();
    },
  };
}
