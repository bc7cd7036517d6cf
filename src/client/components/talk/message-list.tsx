import type { JSX, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Citation } from '../../../protocol/common.ts';
import { useApp } from '../../app-parts.ts';
import { sampleQuestions, sampleTitle } from '../../library/sample.ts';
import { noteFailure } from '../../offline/failures.ts';
import type { LiveTalk } from '../../talk/live-talk.ts';
import { scrollable } from '../scrollable.ts';
import { useEndInView } from '../use-end-in-view.ts';
import { LearnerMessage } from './learner-message.tsx';
import { QueuedMessage } from './queued-message.tsx';
import { TutorMessage } from './tutor-message.tsx';

export function MessageList(props: {
  live: LiveTalk;
  onAsk(text: string): void;
  onSource(citation: Citation): void;
  onFailure(error: unknown): void;
}): JSX.Element {
  const { live } = props;
  const { messages } = live.talk.value;
  const queued = live.unconfirmed.value;
  const running = messages.findIndex(({ role, status }) => role === 'tutor' && status === 'pending');
  const isBegun = messages.length > 0 || queued.length > 0;
  const list = useEndInView([messages, queued.length], isBegun);
  useMessageOfAddress(list, messages.length);
  return (
    <section class="message-scroll" ref={list} aria-label="What was said" {...scrollable}>
      {isBegun ? null : <Invitation courseId={live.conversation.value.courseId} onAsk={props.onAsk} />}
      <ol class="messages">
        {messages.map((message, at) => (
          <li key={message.id} id={`message-${message.id}`}>
            {message.role === 'learner' ? (
              <LearnerMessage text={message.text} waits={running >= 0 && at > running} />
            ) : (
              <TutorMessage
                message={message}
                onSource={props.onSource}
                onRegenerate={live.connection.value.kind === 'open' ? () => live.regenerate(message.id) : undefined}
              />
            )}
          </li>
        ))}
        {queued.map((question) => (
          <li key={question.id}>
            <QueuedMessage
              question={question}
              isSending={live.underWay.value?.id === question.id}
              onEdit={(text) => live.editQueued(question.id, text).catch(props.onFailure)}
              onDiscard={() => live.discardQueued(question.id).catch(props.onFailure)}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Invitation({ courseId, onAsk }: { courseId: string | undefined; onAsk(text: string): void }): JSX.Element {
  const { library, courses } = useApp();
  const inCourse = courseId === undefined ? undefined : (courses.find(courseId)?.documentIds ?? []);
  const hasSample = library.documents.value.some(
    ({ id, title }) => title === sampleTitle && (inCourse === undefined || inCourse.includes(id)),
  );
  useEffect(() => void library.refresh().catch(noteFailure), [library]);
  return (
    <div class="invitation">
      <p class="lead">What would you like to understand?</p>
      {library.loaded.value && library.documents.value.length === 0 ? (
        <p>
          You have no material here yet. <a href="/library">Add some</a>, and the tutor answers from it and shows you
          where it says so.
        </p>
      ) : (
        <p>Ask about your material. The tutor answers from it, and shows you where it says so.</p>
      )}
      {hasSample ? <FirstQuestions onAsk={onAsk} /> : null}
    </div>
  );
}

/** The sample is nobody's own material: what could be asked about it is said. */
function FirstQuestions({ onAsk }: { onAsk(text: string): void }): JSX.Element {
  return (
    <ul class="first-questions" aria-label="Questions to begin with">
      {sampleQuestions.map((question) => (
        <li key={question}>
          <button type="button" class="button" onClick={() => onAsk(question)}>
            {question}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Shows, once, the message that the address names, as one comes to it from a search. */
function useMessageOfAddress(list: RefObject<HTMLElement | null>, count: number): void {
  const shown = useRef<string | undefined>(undefined);
  useEffect(() => {
    const { hash } = location;
    if (!hash.startsWith('#message-') || shown.current === hash) return;
    const message = [...(list.current?.querySelectorAll('li') ?? [])].find(({ id }) => `#${id}` === hash);
    if (!message) return;
    shown.current = hash;
    message.classList.add('message-found');
    message.scrollIntoView({ block: 'center' });
  }, [list, count]);
}
