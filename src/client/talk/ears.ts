import { canUseServerSpeech, type Sound } from '../audio/sound.ts';
import { after } from '../realtime/browser-environment.ts';
import { settings, spokenLanguage } from '../settings/settings.ts';
import { BrowserEar } from '../speech/browser-ear.ts';
import type { Ear, EarEvents } from '../speech/ear.ts';
import { canRecognise } from '../speech/recognition.ts';
import { Utterance } from '../speech/utterance.ts';
import type { SpeechServices } from './last-known-speech.ts';
import type { LiveTalk } from './live-talk.ts';

export type EarKind = 'server' | 'browser';

/** Who is to hear the learner; undefined where nobody can. */
export function chooseEar(services: SpeechServices | undefined): EarKind | undefined {
  const canServer = canUseServerSpeech() && services?.hears === true;
  if (canServer && (settings.value.ear === 'server' || !canRecognise())) return 'server';
  return canRecognise() ? 'browser' : undefined;
}

/** @throws when its code can't be loaded */
export async function makeEar(kind: EarKind, events: EarEvents, live: LiveTalk, sound: Sound): Promise<Ear> {
  if (kind === 'server') {
    const { createServerEar } = await import('../speech/create-server-ear.ts');
    return createServerEar(sound, live, events);
  }
  return new BrowserEar(events, {
    language: spokenLanguage,
    utterance: ({ done }) =>
      new Utterance(
        { done, partial: (text) => live.send({ type: 'partial_text', text }) },
        after,
        () => performance.now(),
        () => ({ language: spokenLanguage(), patience: settings.value.patience }),
      ),
  });
}
