import type { VoiceTag } from './voice-tag.ts';

/** How a door speaks to its caller. */
export interface CallVoice {
  /** @param language of the text; left out: the caller's */
  say(text: string, language?: VoiceTag): void;
  /** Nothing follows until the caller says something. @param patient they asked for time. */
  yourTurn(patient?: boolean): void;
  /** The caller speaks, and is spoken to, in this language from now on. */
  speak(language: VoiceTag): void;
  /** Ends the call after what was said. */
  hangUp(): void;
  /** Puts the caller through after what was said. */
  transfer(number: string): void;
}
