import type { Sound } from '../audio/sound.ts';
import { settings, spokenLanguage } from '../settings/settings.ts';
import { BrowserVoice, canSpeak } from '../speech/browser-voice.ts';
import { ServerVoice } from '../speech/server-voice.ts';
import type { VoiceEvents } from '../speech/voice.ts';

const now = () => performance.now();

/** Plays what the server speaks; the code for it is loaded with the first sound. */
export function makeServerVoice(events: VoiceEvents, sound: Sound): ServerVoice {
  return new ServerVoice(events, async (heard) => (await import('../audio/player.ts')).createPlayer(sound, heard), now);
}

/** @returns undefined where the browser has no voice */
export function makeBrowserVoice(events: VoiceEvents): BrowserVoice | undefined {
  if (!canSpeak()) return undefined;
  return new BrowserVoice(events, { language: spokenLanguage, speed: () => settings.value.speed, now });
}
