import { computed } from '@preact/signals';
import type { Services } from '../../protocol/common.ts';
import { canUseServerSpeech } from '../audio/sound.ts';
import { after } from '../realtime/browser-environment.ts';
import { canSpeak } from '../speech/browser-voice.ts';
import { canRecognise } from '../speech/recognition.ts';
import { lastKnownSpeech, type SpeechServices } from './last-known-speech.ts';
import type { LiveTalk } from './live-talk.ts';

/** So long is waited to learn what the server can do, ms; then the browser has to do. */
const KNOW_WITHIN_MS = 4_000;

function speechOf({ stt, tts }: Services, changesSpeed: boolean | undefined): SpeechServices {
  return { hears: stt !== 'off', speaks: tts !== 'off', ...(changesSpeed !== undefined && { changesSpeed }) };
}

/** What the server of a talk can hear and speak, as far as it is known. */
export class KnownSpeech {
  /** Whether there is a way to hear the learner, and to be heard. */
  readonly canHear = computed(() => canRecognise() || (canUseServerSpeech() && this.now?.hears !== false));
  readonly canSpeak = computed(() => canSpeak() || this.canPlay);
  readonly #live: LiveTalk;

  constructor(live: LiveTalk) {
    this.#live = live;
  }

  get now(): SpeechServices | undefined {
    return this.#told ?? lastKnownSpeech.read();
  }

  /** Whether the server speaks, and this browser can play it. */
  get canPlay(): boolean {
    return this.now?.speaks === true && canUseServerSpeech();
  }

  /** Keeps it for the next talk. @returns whether the server has told it by now */
  keep(): boolean {
    const told = this.#told;
    if (told) lastKnownSpeech.keep(told);
    return told !== undefined;
  }

  get #told(): SpeechServices | undefined {
    const { services, changesSpeed } = this.#live;
    return services.value && speechOf(services.value, changesSpeed);
  }

  /** Asked before the microphone is opened on this device for the first time; nobody waits for long. */
  async ask(): Promise<SpeechServices | undefined> {
    if (this.now) return this.now;
    this.#live.begin();
    const known = Promise.withResolvers<void>();
    const forget = this.#live.services.subscribe((services) => services && known.resolve());
    const cancel = after(KNOW_WITHIN_MS, known.resolve);
    await known.promise;
    forget();
    cancel();
    return this.now;
  }
}
