import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { LiveTalk } from '../../talk/live-talk.ts';
import { offeredModes } from '../../talk/mode-names.ts';
import type { SpokenTalk } from '../../talk/spoken-talk.ts';
import { PlusIcon } from '../icons.tsx';
import { TalkCourse } from './talk-course.tsx';
import { VoiceButton } from './voice-button.tsx';

/** What is talked about, how the tutor teaches, and whether it reads aloud. */
export function TalkHeader(props: { live: LiveTalk; spoken: SpokenTalk; title: string }): JSX.Element {
  const { live, spoken, title } = props;
  const { courseId } = live.conversation.value;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <header class="talk-header">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {courseId ? <TalkCourse id={courseId} /> : null}
      <ModeSwitch live={live} />
      <VoiceButton spoken={spoken} />
      <a class="icon-button" href="/talk?new=1" aria-label="New talk">
        <PlusIcon />
      </a>
    </header>
  );
}

function ModeSwitch({ live }: { live: LiveTalk }): JSX.Element {
  const { mode, draft } = live.conversation.value;
  const canChange = draft || live.connection.value.kind === 'open';
  return (
    <fieldset class="mode-switch" disabled={!canChange}>
      <legend class="visually-hidden">How the tutor teaches</legend>
      {offeredModes.map((offered) => (
        <label key={offered.mode}>
          <input
            type="radio"
            name="mode"
            class="visually-hidden"
            checked={mode === offered.mode}
            onChange={() => live.setMode(offered.mode)}
          />
          <span>
            {offered.name} <small>{offered.meaning}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
