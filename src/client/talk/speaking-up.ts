import { computed, effect, type ReadonlySignal } from '@preact/signals';
import type { Notice } from '../../protocol/server-events.ts';
import type { Patience } from '../../spoken/listen/endpointing.ts';
import { type QuietNotice, quietText } from '../../spoken/listen/long-silence.ts';
import type { ConnectionState } from '../realtime/connection-state.ts';
import type { EarState } from '../speech/ear.ts';
import type { SpokenSentence, Voice } from '../speech/voice.ts';
import { SilenceWatch } from './silence-watch.ts';
import { isPrompt } from './talk-state.ts';

export interface SpeakingUpParts {
  connection: ReadonlySignal<ConnectionState>;
  hearing: { state: ReadonlySignal<EarState>; handsFree: ReadonlySignal<boolean> };
  /** Something is written and not sent yet. */
  typing: ReadonlySignal<boolean>;
  /** Whether the tutor may be heard at all. */
  maySpeak(): boolean;
  /** Tells the server whether the learner may be spoken to unasked. */
  allow(speakUp: boolean): void;
  say(sentence: SpokenSentence): void;
  voice(): Voice;
  /** Shows what the tutor says, or takes it away. */
  show(prompt: Notice | undefined): void;
  /** Whether the learner could begin, and is heard by nobody but the browser: then a long silence is noticed here. */
  unwatched: ReadonlySignal<boolean>;
  patience(): Patience;
  /** BCP 47 */
  language(): string;
  after(ms: number, action: () => void): () => void;
  newId(): string;
}

/**
 * The tutor speaking up by itself after a long silence: only to a learner who talks hands-free, never to one who is muted, types
 * or has the page out of sight (the ear rests then).
 */
export class SpeakingUp {
  readonly #parts: SpeakingUpParts;
  readonly #silence: SilenceWatch;
  readonly #forget: () => void;
  #turnId: string | undefined;

  constructor(parts: SpeakingUpParts) {
    this.#parts = parts;
    const { hearing, typing, connection } = parts;
    const allowed = computed(
      () => hearing.handsFree.value && hearing.state.value === 'open' && !typing.value && parts.maySpeak(),
    );
    let toldTo: ConnectionState | undefined;
    this.#forget = effect(() => {
      const state = connection.value;
      const may = allowed.value;
      if (typing.value) parts.show(undefined);
      if (state.kind !== 'open') return;
      // Nobody is spoken to on a new line before it is told.
      if (may || toldTo === state) parts.allow(may);
      toldTo = may ? state : undefined;
    });
    this.#silence = new SilenceWatch({
      waits: computed(() => allowed.value && parts.unwatched.value),
      patience: parts.patience,
      after: parts.after,
      quiet: (code) => this.#speakUp(code),
    });
  }

  /** Says what the server says beside the talk: with its sound, or with the browser's voice where none comes. */
  said({ code, message, turnId, turn }: Notice): void {
    const { say, maySpeak, newId } = this.#parts;
    if (!isPrompt(code) || (turn === undefined && !maySpeak())) return;
    this.#turnId = turnId ?? newId();
    say({ turnId: this.#turnId, turn, place: { index: 0, start: 0, end: message.length }, text: message });
  }

  /** The server has come to the end of what it says, unless it only waits for the learner. */
  listening(holding: boolean): void {
    if (holding || this.#turnId === undefined) return;
    this.#parts.voice().finish(this.#turnId);
    this.#turnId = undefined;
  }

  /** The learner begins: nobody needs to tell them to take their time any more. */
  begun(): void {
    this.#parts.show(undefined);
    this.#silence.broken();
  }

  /** The learner has said something instead. @returns whether it was being said */
  cut(): boolean {
    const turnId = this.#turnId;
    if (turnId === undefined) return false;
    this.#turnId = undefined;
    this.#parts.voice().cut(turnId);
    return true;
  }

  close(): void {
    this.#forget();
    this.#silence.close();
  }

  #speakUp(code: QuietNotice): void {
    const prompt: Notice = { type: 'notice', code, message: quietText(code, this.#parts.language()) };
    this.#parts.show(prompt);
    this.said(prompt);
  }
}
