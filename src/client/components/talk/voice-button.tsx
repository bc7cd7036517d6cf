import type { JSX } from 'preact';
import { changeSettings, settings } from '../../settings/settings.ts';
import type { SpokenTalk } from '../../talk/spoken-talk.ts';
import { SpeakerIcon } from '../icons.tsx';

/** Turns reading aloud on and off without leaving the talk. */
export function VoiceButton({ spoken }: { spoken: SpokenTalk }): JSX.Element | null {
  if (!spoken.services.canSpeak.value) return null;
  const isOn = settings.value.voice === 'on';
  return (
    <button
      type="button"
      class="icon-button"
      aria-pressed={isOn}
      aria-label="Read answers aloud"
      onClick={() => {
        changeSettings({ voice: isOn ? 'auto' : 'on' });
        if (!isOn) spoken.unlock();
      }}
    >
      <SpeakerIcon />
    </button>
  );
}
