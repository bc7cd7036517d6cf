import { signal } from '@preact/signals';
import type { AudioFrame } from '../../protocol/audio-frame.ts';
import type { BrowserVoice } from '../speech/browser-voice.ts';
import type { ServerVoice } from '../speech/server-voice.ts';
import type { PlaybackReport, SpeechProgress, SpokenSentence, Voice, VoiceEvents } from '../speech/voice.ts';

export interface SpeakingParts {
  makeServerVoice(events: VoiceEvents): ServerVoice;
  /** Undefined where the browser has none. */
  makeBrowserVoice(events: VoiceEvents): BrowserVoice | undefined;
  played(report: PlaybackReport): void;
  /** It began or ended. */
  changed(): void;
}

/** The tutor's voice in a talk, whoever speaks. */
export class Speaking {
  /** The sentence being spoken, and how far it is. */
  readonly progress = signal<SpeechProgress | undefined>(undefined);
  readonly level = signal(0);
  readonly problem = signal<string | undefined>(undefined);
  readonly #parts: SpeakingParts;
  readonly #server: ServerVoice;
  readonly #browser: BrowserVoice | undefined;
  #current: Voice;
  /** The turn that the browser's voice goes on with in the place of the server's. */
  #takenOver: number | undefined;

  constructor(parts: SpeakingParts) {
    this.#parts = parts;
    const events: VoiceEvents = {
      speaking: (progress) => this.#speaking(progress),
      played: parts.played,
      level: (level) => {
        this.level.value = level;
      },
      problem: (text) => {
        this.problem.value = text;
      },
    };
    this.#server = parts.makeServerVoice(events);
    this.#browser = parts.makeBrowserVoice(events);
    this.#current = this.#browser ?? this.#server;
  }

  /** What speaks now, or did last. */
  get voice(): Voice {
    return this.#current;
  }

  /** Whether it is the server that speaks now, or did last. */
  get serverSpeaks(): boolean {
    return this.#current === this.#server;
  }

  /** Gets ready for the server's sound; in a gesture. */
  open(): void {
    this.#server.open();
  }

  /** Speaks a sentence: one that has a number comes as sound, unless its voice has failed. */
  say(sentence: SpokenSentence): void {
    const isServers = sentence.turn !== undefined && sentence.turn !== this.#takenOver;
    const voice = isServers ? this.#server : this.#browser;
    if (!voice) return;
    if (voice !== this.#current) this.#current.drop();
    this.#current = voice;
    voice.say(sentence);
  }

  /** The server's voice has failed in this turn: the browser's goes on with this sentence, once what came was played. */
  takeOver(turn: number, sentence: number): void {
    const browser = this.#browser;
    if (!browser) return;
    this.#server.handOver(turn, sentence, (rest, heard) => {
      this.#takenOver = turn;
      this.#current = browser;
      browser.goOn(rest, heard);
    });
  }

  /** A server that may not know it is told what the browser's voice reads. */
  tellAgain(): void {
    this.#browser?.tellAgain();
  }

  sound(frame: AudioFrame): void {
    this.#server.sound(frame);
  }

  close(): void {
    this.#server.close();
    this.#browser?.close();
  }

  #speaking(progress: SpeechProgress | undefined): void {
    const changed = this.progress.value?.turnId !== progress?.turnId;
    this.progress.value = progress;
    if (changed) this.#parts.changed();
  }
}
