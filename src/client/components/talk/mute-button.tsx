import type { JSX } from 'preact';
import type { Hearing } from '../../talk/hearing.ts';
import { MicrophoneIcon, MutedIcon } from '../icons.tsx';

/** Makes the open microphone deaf for a while; there is nothing to mute while it is closed. */
export function MuteButton({ hearing }: { hearing: Hearing }): JSX.Element {
  const ear = hearing.state.value;
  const isMuted = ear === 'muted';
  return (
    <button
      type="button"
      class="button mute-button"
      aria-pressed={isMuted}
      disabled={ear !== 'open' && !isMuted}
      onClick={() => hearing.mute(!isMuted)}
    >
      {isMuted ? <MutedIcon /> : <MicrophoneIcon />} Mute
    </button>
  );
}
