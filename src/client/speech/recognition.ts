import { howToAllow } from '../audio/microphone-advice.ts';

/** The part of the browser's recogniser that is used here; TypeScript's library doesn't know it everywhere. */
interface BrowserRecognition extends EventTarget {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  onresult: ((event: RecognitionResultEvent) => void) | null;
  onerror: ((event: { error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  abort(): void;
}

interface RecognitionResultEvent {
  resultIndex: number;
  results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }>;
}

type RecognitionConstructor = new () => BrowserRecognition;

declare global {
  interface Window {
    webkitSpeechRecognition?: unknown;
    SpeechRecognition?: unknown;
  }
}

function isConstructor(value: unknown): value is RecognitionConstructor {
  return typeof value === 'function';
}

function recognitionClass(): RecognitionConstructor | undefined {
  const found = window.SpeechRecognition ?? window.webkitSpeechRecognition;
  return isConstructor(found) ? found : undefined;
}

export function canRecognise(): boolean {
  return recognitionClass() !== undefined;
}

export interface RecognitionEvents {
  heard(final: string, interim: string): void;
  /** It ended for good; `problem` is for people. */
  ended(problem: string | undefined): void;
}

const problems: Record<string, string> = {
  'service-not-allowed': 'This browser doesn’t allow speech recognition here. You can type instead.',
  'audio-capture': 'No microphone was found. You can type instead.',
  network: 'Speech recognition needs a connection that isn’t there. You can type instead.',
  'language-not-supported': 'This browser can’t recognise the chosen language. Change it in Settings, or type.',
};

function problemOf(error: string): string | undefined {
  if (error === 'not-allowed') {
    return `The microphone is blocked for this site. ${howToAllow(navigator.userAgent)}, or type.`;
  }
  return problems[error] ?? problems['network'];
}

/** Listens with the browser's recogniser until stopped, starting it again whenever it pauses by itself. */
export class Recognition {
  readonly #events: RecognitionEvents;
  readonly #language: string;
  #recogniser: BrowserRecognition | undefined;
  #problem: string | undefined;

  constructor(language: string, events: RecognitionEvents) {
    this.#language = language;
    this.#events = events;
  }

  start(): void {
    const Class = recognitionClass();
    if (!Class) {
      this.#events.ended(problems['service-not-allowed']);
      return;
    }
    const recogniser = new Class();
    recogniser.lang = this.#language;
    recogniser.continuous = true;
    recogniser.interimResults = true;
    recogniser.onresult = (event) => this.#onResult(event);
    recogniser.onerror = ({ error }) => {
      // Silence and our own stopping are no errors: it is started again, or not, when it ends.
      if (error !== 'no-speech' && error !== 'aborted') this.#problem = problemOf(error);
    };
    recogniser.onend = () => this.#onEnd(recogniser);
    this.#recogniser = recogniser;
    recogniser.start();
  }

  /** Lets the microphone go. */
  stop(): void {
    const recogniser = this.#recogniser;
    this.#recogniser = undefined;
    recogniser?.abort();
  }

  #onResult(event: RecognitionResultEvent): void {
    let final = '';
    let interim = '';
    for (let at = event.resultIndex; at < event.results.length; at += 1) {
      const result = event.results[at];
      const text = result?.[0]?.transcript ?? '';
      if (result?.isFinal) final += text;
      else interim += text;
    }
    this.#events.heard(final, interim);
  }

  #onEnd(recogniser: BrowserRecognition): void {
    if (recogniser !== this.#recogniser) return;
    if (this.#problem === undefined) {
      recogniser.start();
      return;
    }
    this.#recogniser = undefined;
    this.#events.ended(this.#problem);
  }
}
