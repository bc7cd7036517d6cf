import type { prepareForSpeaking } from '../../spoken/speak/prepare.ts';
import { SpokenText } from '../../spoken/speak/spoken-text.ts';
import type { Sound } from '../audio/sound.ts';
import { settings, spokenLanguage } from '../settings/settings.ts';
import { BrowserVoice, canSpeak } from '../speech/browser-voice.ts';
import { ServerVoice } from '../speech/server-voice.ts';
import type { VoiceEvents } from '../speech/voice.ts';

const now = () => performance.now();

type Prepare = typeof prepareForSpeaking;
/** The words of five languages, loaded before they are needed; until then a text is said as it is written. */
let prepare: Prepare = (text) => new SpokenText([{ source: text.length, spoken: text }]);

async function loadPrepare(): Promise<void> {
  try {
    prepare = (await import('../../spoken/speak/prepare.ts')).prepareForSpeaking;
  } catch {
    // Offline, before it was ever loaded: numbers and formulas are read as they are written, until the page is loaded again.
  }
}

/** Plays what the server speaks; the code for it is loaded with the first sound. */
export function makeServerVoice(events: VoiceEvents, sound: Sound): ServerVoice {
  return new ServerVoice(events, async (heard) => (await import('../audio/player.ts')).createPlayer(sound, heard), now);
}

/** @returns undefined where the browser has no voice */
export function makeBrowserVoice(events: VoiceEvents): BrowserVoice | undefined {
  if (!canSpeak()) return undefined;
  void loadPrepare();
  return new BrowserVoice(events, {
    language: spokenLanguage,
    speed: () => settings.value.speed,
    now,
    prepare: (text, language) => prepare(text, language),
  });
}
