import type { JSX } from 'preact';
import { readOut } from '../../talk/answer-blocks.ts';
import type { LiveTalk } from '../../talk/live-talk.ts';
import type { SpokenTalk } from '../../talk/spoken-talk.ts';
import { shownText } from '../../talk/talk-message.ts';
import type { TalkPhase } from '../../talk/talk-phase.ts';

const phaseTexts: Record<TalkPhase, string> = {
  ready: '',
  listening: 'Listening.',
  thinking: 'The tutor is thinking.',
  answering: 'The tutor is answering.',
  speaking: 'The tutor is answering.',
  paused: '',
  away: 'No connection.',
};

/** Tells screen readers what goes on, and reads them each answer once, when it is whole and no voice has read it. */
export function TalkAnnouncer({ live, spoken }: { live: LiveTalk; spoken: SpokenTalk }): JSX.Element {
  const phase = spoken.phase.value;
  const last = live.talk.value.messages.at(-1);
  const answer = last?.role === 'tutor' && last.status !== 'pending' ? readOut(shownText(last)) : '';
  const isNew = live.turnsEnded.value > 0 && spoken.speaking.progress.value === undefined && !live.soundWays.out;
  return (
    <div class="visually-hidden">
      <p role="status" data-phase={phase}>
        {spoken.hearing.state.value === 'muted' ? 'Muted.' : phaseTexts[phase]} {spoken.hearing.hint.value}
      </p>
      <p aria-live="polite">{isNew && phase !== 'speaking' && phase !== 'answering' ? answer : ''}</p>
    </div>
  );
}
