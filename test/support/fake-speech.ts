import type { Page } from 'playwright-core';

/**
 * Puts a recogniser and a voice into the page that the test plays: headless browsers have neither a microphone's words nor
 * voices. Both keep to the browser's own events.
 */
const script = `
  window.speech = { recognisers: [], spoken: [], cancelled: 0 };
  window.SpeechRecognition = window.webkitSpeechRecognition = class extends EventTarget {
    start() { window.speech.recognisers.push(this); this.running = true; }
    abort() { this.running = false; this.onend?.(); }
  };
  class Utterance { constructor(text) { this.text = text; } }
  const synthesis = {
    speak(utterance) { window.speech.spoken.push(utterance); },
    cancel() { window.speech.cancelled += 1; },
    getVoices() { return []; },
  };
  Object.defineProperty(window, 'SpeechSynthesisUtterance', { value: Utterance, configurable: true });
  Object.defineProperty(window, 'speechSynthesis', { value: synthesis, configurable: true });
`;

export interface FakeSpeech {
  /** The learner says something; final words won't change any more. */
  hear(text: string, final: boolean): Promise<void>;
  /** The recogniser ends with an error. */
  breakDown(error: string): Promise<void>;
  /** Whether the microphone is open. */
  isListening(): Promise<boolean>;
  /** What was given to the voice so far. */
  spoken(): Promise<string[]>;
  /** The voice comes to this character of its latest sentence. */
  reach(charIndex: number): Promise<void>;
  /** The voice ends its latest sentence. */
  finish(): Promise<void>;
  /** How often the voice was silenced. */
  cancelled(): Promise<number>;
}

/** Call before the page is opened. */
export async function installFakeSpeech(page: Page): Promise<FakeSpeech> {
  await page.addInitScript(script);
  const latest = 'window.speech.recognisers.at(-1)';
  const voice = 'window.speech.spoken.at(-1)';
  return {
    hear: (text, final) =>
      page.evaluate(
        `${latest}.onresult({ resultIndex: 0, results: [Object.assign([{ transcript: ${JSON.stringify(text)} }], { isFinal: ${final} })] })`,
      ),
    breakDown: (error) => page.evaluate(`${latest}.onerror({ error: ${JSON.stringify(error)} }); ${latest}.onend();`),
    isListening: () => page.evaluate(`${latest}?.running === true`),
    spoken: () => page.evaluate('window.speech.spoken.map((utterance) => utterance.text)'),
    reach: (charIndex) => page.evaluate(`${voice}.onboundary({ charIndex: ${charIndex} })`),
    finish: () => page.evaluate(`${voice}.onend()`),
    cancelled: () => page.evaluate('window.speech.cancelled'),
  };
}
