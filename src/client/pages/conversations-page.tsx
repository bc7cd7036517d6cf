import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useCallback, useEffect } from 'preact/hooks';
import { describeError, OfflineError } from '../api/api-error.ts';
import { deleteConversation, listConversations, renameConversation } from '../api/conversations.ts';
import { useApp } from '../app-parts.ts';
import { ConfirmButton } from '../components/confirm-button.tsx';
import { ConversationRow } from '../components/conversation-row.tsx';
import { PlusIcon, TrashIcon } from '../components/icons.tsx';
import { Page } from '../components/page.tsx';
import { RenameTalk } from '../components/rename-talk.tsx';
import { SearchLink } from '../components/search-link.tsx';
import { online } from '../offline/connectivity.ts';
import { dropConversation, keepConversation, keepConversationList, readConversations } from '../store/conversations.ts';
import type { KeptConversation } from '../store/database.ts';

/** All talks, latest first. */
export function ConversationsPage(): JSX.Element {
  const { database, courses } = useApp();
  const conversations = useSignal<KeptConversation[] | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);

  const load = useCallback(async () => {
    conversations.value = await readConversations(database);
    await keepConversationList(database, await listConversations());
    conversations.value = await readConversations(database);
    if (conversations.value.some(({ courseId }) => courseId && !courses.find(courseId))) await courses.refresh();
  }, [database, conversations, courses]);
  const remove = async (conversation: KeptConversation) => {
    if (!conversation.draft) await deleteConversation(conversation.id);
    await dropConversation(database, conversation.id);
    await load();
  };
  const rename = async ({ id }: KeptConversation, title: string) => {
    await keepConversation(database, await renameConversation(id, title));
    conversations.value = await readConversations(database);
  };
  const orShow = useCallback(
    (work: Promise<void>) =>
      void work.catch((error: unknown) => {
        // Without a network the whole page says so.
        if (!(error instanceof OfflineError) || online.value) problem.value = describeError(error);
      }),
    [problem],
  );
  useEffect(() => orShow(load()), [load, orShow]);

  return (
    <Page
      title="Talks"
      actions={
        <>
          <SearchLink />
          <a class="button" href="/talk?new=1">
            <PlusIcon /> New talk
          </a>
        </>
      }
    >
      <div role="alert">{problem.value ? <p class="note">{problem.value}</p> : null}</div>
      {conversations.value?.length === 0 ? (
        <p class="empty">Nothing yet. What you talk about will be kept here.</p>
      ) : null}
      <ul class="rows" aria-label="Talks">
        {(conversations.value ?? []).map((conversation) => (
          <ConversationRow key={conversation.id} conversation={conversation}>
            {conversation.draft ? null : (
              <RenameTalk conversation={conversation} onTitle={(title) => rename(conversation, title)} />
            )}
            <ConfirmButton
              label={`Delete ${conversation.title || 'this talk'}`}
              question={`Delete “${conversation.title || 'this talk'}”?`}
              detail="What was said in it goes for good."
              confirmLabel="Delete"
              class="icon-button"
              onConfirm={() => orShow(remove(conversation))}
            >
              <TrashIcon />
            </ConfirmButton>
          </ConversationRow>
        ))}
      </ul>
    </Page>
  );
}
