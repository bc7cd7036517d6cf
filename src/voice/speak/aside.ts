import { newId } from '../../ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TextToSpeech } from '../../ports/text-to-speech.ts';
import type { ConversationEvent } from '../../protocol/server-events.ts';
import type { AudioOut } from './audio-out.ts';
import { turnNumber } from './turn-number.ts';
import { TurnVoice } from './turn-voice.ts';

/** How the sound of something said beside the talk is recognised, as that of a turn is. */
export interface SpokenAside {
  turnId: string;
  turn: number;
}

/** Something that the tutor says by itself, beside the talk: no turn, and nothing that is kept. */
export interface AsideRequest {
  text: string;
  /** BCP 47 */
  language: string;
  /** Says it in words; `spoken` where its sound follows. */
  announce: (spoken: SpokenAside | undefined) => void;
  /** Tells in the conversation whether the tutor speaks or listens. */
  tell: (event: Extract<ConversationEvent, { type: 'state' }>) => void;
}

export interface AsideOptions {
  tts: TextToSpeech;
  clock: Clock;
  out: AudioOut;
  voice: string | undefined;
  speed: number | undefined;
  reports: boolean;
  onSpeaking: () => void;
  /** It was said, or is not wanted any more. */
  onOver: () => void;
  onFailure: (error: unknown) => void;
}

/** The voice of an aside, from its announcement to its last sound. */
export class Aside {
  readonly turnId = newId();
  readonly voice: TurnVoice;
  readonly #request: AsideRequest;
  readonly #onOver: () => void;
  readonly #stop = new AbortController();

  constructor(request: AsideRequest, { onOver, ...parts }: AsideOptions) {
    this.#request = request;
    this.#onOver = onOver;
    this.voice = new TurnVoice({
      ...parts,
      number: turnNumber(this.turnId),
      signal: this.#stop.signal,
      sink: {
        tell: (event) => event.type === 'state' && !this.over && request.tell(event),
        firstByte: () => undefined,
        firstAudio: () => undefined,
        heardMore: () => undefined,
      },
      onGone: () => this.end(),
    });
  }

  get over(): boolean {
    return this.#stop.signal.aborted;
  }

  begin(): void {
    const { text, language, announce } = this.#request;
    announce({ turnId: this.turnId, turn: this.voice.number });
    this.voice.say(0, text, 0, language);
    // What announces it stands outside of the conversation's log, and is on its way already.
    this.voice.told(0, 0);
    this.voice.end();
    void this.voice.played.then(() => this.end());
  }

  /** Silent at once. */
  end(): void {
    if (this.over) return;
    const { begun } = this.voice;
    this.#stop.abort();
    if (begun) this.#request.tell({ type: 'state', state: 'listening' });
    this.#onOver();
  }
}
