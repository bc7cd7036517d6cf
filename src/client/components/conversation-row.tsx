import type { ComponentChildren, JSX } from 'preact';
import { useApp } from '../app-parts.ts';
import type { KeptConversation } from '../store/database.ts';
import { modeName } from '../talk/mode-names.ts';
import { whenText } from './when-text.ts';

/** A talk, how the tutor teaches in it, when it was, and the course that limits it. */
export function ConversationRow(props: { conversation: KeptConversation; children?: ComponentChildren }): JSX.Element {
  const { conversation } = props;
  const course = useApp().courses.find(conversation.courseId);
  return (
    <li class="row-item">
      <a href={`/talk/${conversation.id}`} class="row-link">
        <span class="row-title">{conversation.title || 'Untitled talk'}</span>
        <span class="row-detail">
          {modeName(conversation.mode)} · {conversation.draft ? 'waits to be sent' : whenText(conversation.updatedAt)}
        </span>
        {course ? <span class="row-detail">Course: {course.name}</span> : null}
      </a>
      {props.children}
    </li>
  );
}
