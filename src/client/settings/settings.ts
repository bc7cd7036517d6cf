import { signal } from '@preact/signals';
import { z } from 'zod';
import { Language } from '../../protocol/common.ts';

/** When answers are read aloud: `auto` answers by voice what was asked by voice. */
const VoiceChoice = z.enum(['auto', 'on', 'off']);

const Settings = z.object({
  voice: VoiceChoice.default('auto'),
  /** Language to listen and speak in; the browser's when left out. */
  language: Language.optional(),
  /** Who hears and who speaks, where the server can: otherwise it is the browser. */
  ear: z.enum(['server', 'browser']).default('server'),
  speaker: z.enum(['server', 'browser']).default('server'),
  /** How long a pause may be before the learner is taken to have finished. */
  patience: z.enum(['patient', 'quick']).default('patient'),
  /** Whether the microphone can hear the tutor. */
  output: z.enum(['loudspeaker', 'headphones']).default('loudspeaker'),
  /** How fast the tutor speaks; 1 is how the voice speaks by itself. */
  speed: z.number().min(0.5).max(2).default(1),
});
export type Settings = z.infer<typeof Settings>;

const KEY = 'settings';

function readSettings(): Settings {
  try {
    const kept = Settings.safeParse(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
    if (kept.success) return kept.data;
  } catch {
    // Not ours, or from another time: the defaults are as good.
    localStorage.removeItem(KEY);
  }
  return Settings.parse({});
}

/** This device's own choices. */
export const settings = signal<Settings>(readSettings());

export function changeSettings(change: Partial<Settings>): void {
  settings.value = { ...settings.value, ...change };
  localStorage.setItem(KEY, JSON.stringify(settings.value));
}

export function forgetSettings(): void {
  localStorage.removeItem(KEY);
  settings.value = Settings.parse({});
}

/** The language to recognise and speak. */
export function spokenLanguage(): string {
  return settings.value.language ?? navigator.language;
}
