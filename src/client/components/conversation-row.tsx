import type { ComponentChildren, JSX } from 'preact';
import type { KeptConversation } from '../store/database.ts';
import { modeName } from '../talk/mode-names.ts';
import { whenText } from './when-text.ts';

export function ConversationRow(props: { conversation: KeptConversation; children?: ComponentChildren }): JSX.Element {
  const { conversation } = props;
  return (
    <li class="row-item">
      <a href={`/talk/${conversation.id}`} class="row-link">
        <span class="row-title">{conversation.title || 'Untitled talk'}</span>
        <span class="row-detail">
          {modeName(conversation.mode)} · {conversation.draft ? 'waits to be sent' : whenText(conversation.updatedAt)}
        </span>
      </a>
      {props.children}
    </li>
  );
}
