import type { JSX } from 'preact';
import { whyUnheard } from '../../audio/microphone-advice.ts';
import type { SpokenTalk } from '../../talk/spoken-talk.ts';
import type { TalkPhase } from '../../talk/talk-phase.ts';
import { MicrophoneIcon, StopIcon, TalkIcon } from '../icons.tsx';
import { HoldButton } from './hold-button.tsx';
import { MuteButton } from './mute-button.tsx';
import { SpokenCaption } from './spoken-caption.tsx';
import { useLevel } from './use-level.ts';

const names: Record<TalkPhase, string> = {
  ready: 'Ready',
  listening: 'Listening',
  thinking: 'Thinking',
  answering: 'Answering',
  speaking: 'Speaking',
  paused: 'Paused',
  away: 'No connection',
};

/** Also without a line: the server is told when there is one. */
const stoppable: ReadonlySet<TalkPhase> = new Set(['thinking', 'answering', 'speaking', 'away']);

/** The large control: says what goes on, opens and closes the microphone; beside it, stop; below it, hold to talk and mute. */
export function VoiceControl({ spoken }: { spoken: SpokenTalk }): JSX.Element {
  const { hearing, speaking } = spoken;
  const phase = spoken.phase.value;
  const canHear = spoken.services.canHear.value;
  const orb = useLevel(phase === 'speaking' ? speaking.level : hearing.level);
  const canStop = stoppable.has(phase);
  return (
    <div class={`voice-control ${phase}`}>
      <div class="voice-row">
        {canHear ? (
          <button
            ref={orb}
            type="button"
            class="orb"
            aria-pressed={hearing.listens}
            aria-label="Microphone"
            onClick={() => spoken.toggleMicrophone()}
          >
            {phase === 'speaking' ? <TalkIcon /> : <MicrophoneIcon />}
          </button>
        ) : (
          <span ref={orb} class="orb" aria-hidden="true">
            <TalkIcon />
          </span>
        )}
        <div class="phase">
          <strong>{names[phase]}</strong>
          {phase === 'speaking' && speaking.progress.value ? (
            <SpokenCaption progress={speaking.progress.value} />
          ) : (
            <p class="caption">{spoken.caption.value || hearing.hint.value || hint(spoken)}</p>
          )}
        </div>
        {spoken.onHold.on.value ? (
          <button type="button" class="button" onClick={() => spoken.onHold.goOn()}>
            <TalkIcon /> Go on
          </button>
        ) : null}
        {canStop ? (
          <button type="button" class="button stop-button" onClick={() => spoken.stop()}>
            <StopIcon /> Stop
          </button>
        ) : null}
      </div>
      {canHear ? (
        <div class="voice-actions">
          <HoldButton spoken={spoken} />
          <MuteButton hearing={hearing} />
        </div>
      ) : null}
    </div>
  );
}

function hint(spoken: SpokenTalk): string {
  const phase = spoken.phase.value;
  const ear = spoken.hearing.state.value;
  if (spoken.onHold.on.value && phase === 'paused') return 'On hold, from your device’s controls';
  if (ear === 'opening') return 'Getting the microphone ready…';
  if (spoken.surroundings.interrupted.value && phase === 'paused')
    return 'The phone needs the sound. It goes on by itself, or tap.';
  if (ear === 'muted') return 'Muted: nothing is heard or sent';
  if (phase === 'away') return 'Goes on when it is back. Questions wait here.';
  if (phase === 'ready') return spoken.services.canHear.value ? 'Tap to talk, or type' : whyUnheard();
  if (phase === 'listening') return spoken.hearing.held.value ? 'Let go when you have finished' : 'Take your time';
  if ((phase === 'speaking' || phase === 'answering') && ear === 'open') return 'Speak to interrupt';
  return '';
}
