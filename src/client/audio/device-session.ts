import { silentRecording } from './silence.ts';

/** What the device's own controls can ask for. */
export type DeviceAction = 'play' | 'pause' | 'stop' | 'hangup' | 'togglemicrophone';

/** What the device shows of a talk; `none` takes the talk off its lock screen. */
export type DeviceState = 'playing' | 'paused' | 'none';

/**
 * The talk as the device around the browser knows it: its lock screen, the keys of a headset or keyboard, a car.
 *
 * A browser gives those controls to a page that plays a media element. What the page plays through Web Audio doesn't count
 * (in Safari and older Chromium never, in newer ones only while something sounds), nor does an element that plays a
 * `MediaStream`: the tutor's voice led through one would have reached no key, come later, and left the way from which the
 * browser takes the echo out of the microphone. So a silent recording plays beside the voice, for as long as the talk does.
 */
export class DeviceSession {
  readonly #session:
    | Pick<MediaSession, 'setActionHandler' | 'setMicrophoneActive' | 'playbackState' | 'metadata'>
    | undefined;
  readonly #act: (action: DeviceAction) => void;
  #silence: HTMLAudioElement | undefined;
  #state: DeviceState = 'none';
  #title = '';

  constructor(act: (action: DeviceAction) => void) {
    this.#session = 'mediaSession' in navigator ? navigator.mediaSession : undefined;
    this.#act = act;
  }

  /** In a gesture: Safari lets the element play later if it was told to in one. */
  unlock(): void {
    if (!this.#session) return;
    this.#play();
    if (this.#state !== 'playing') this.#silence?.pause();
  }

  show(state: DeviceState, title: string): void {
    if (!this.#session) return;
    const begins = this.#state === 'none' && state !== 'none';
    const ends = this.#state !== 'none' && state === 'none';
    const changed = state !== this.#state;
    this.#state = state;
    if (begins) this.#handle(true);
    if (ends) this.#end();
    else if (state !== 'none' && (begins || title !== this.#title)) this.#name(title);
    if (!changed) return;
    this.#session.playbackState = state;
    if (state === 'playing') this.#play();
    else this.#silence?.pause();
  }

  microphone(isActive: boolean): void {
    // Not every browser has it, and it changes nothing but what the device shows.
    this.#session?.setMicrophoneActive?.(isActive)?.catch(() => undefined);
  }

  close(): void {
    this.show('none', '');
    if (!this.#silence) return;
    URL.revokeObjectURL(this.#silence.src);
    this.#silence.removeAttribute('src');
    this.#silence = undefined;
  }

  #play(): void {
    if (!this.#silence) {
      this.#silence = new Audio(URL.createObjectURL(silentRecording()));
      this.#silence.loop = true;
    }
    // Refused before the learner's first gesture, and broken off by a pause that follows at once: the talk has its controls on the page.
    this.#silence.play().catch(() => undefined);
  }

  #name(title: string): void {
    this.#title = title;
    if (!this.#session) return;
    const artwork = [192, 512].map((px) => ({
      src: `/icons/icon-${px}.png`,
      sizes: `${px}x${px}`,
      type: 'image/png',
    }));
    this.#session.metadata = new MediaMetadata({ title, artist: 'Learning Voice Agent', artwork });
  }

  #end(): void {
    this.#handle(false);
    this.#title = '';
    if (this.#session) this.#session.metadata = null;
  }

  #handle(handled: boolean): void {
    for (const action of ['play', 'pause', 'stop', 'hangup', 'togglemicrophone'] as const) {
      try {
        // TypeScript's list of actions lacks those of calls.
        this.#session?.setActionHandler(action as MediaSessionAction, handled ? () => this.#act(action) : null);
      } catch {
        // A browser that doesn't know this one has no such control.
      }
    }
  }
}
