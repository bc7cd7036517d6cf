import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { listConversations } from '../api/conversations.ts';
import { useApp } from '../app-parts.ts';
import { ConversationRow } from '../components/conversation-row.tsx';
import { FirstSteps } from '../components/first-steps.tsx';
import { InstallCard } from '../components/install-card.tsx';
import { Page } from '../components/page.tsx';
import { noteFailure } from '../offline/failures.ts';
import { keepConversationList, readConversations } from '../store/conversations.ts';
import type { KeptConversation } from '../store/database.ts';

function greeting(name: string | undefined): string {
  const hour = new Date().getHours();
  const daytime = hour < 5 ? 'Hello' : hour < 12 ? 'Good morning' : hour < 18 ? 'Good afternoon' : 'Good evening';
  const first = name?.split(' ')[0];
  return first ? `${daytime}, ${first}` : daytime;
}

/** One decision, not ten: go on where you were, or begin. */
export function TodayPage(): JSX.Element {
  const { database, library, courses, outbox, session } = useApp();
  const recent = useSignal<KeptConversation[]>([]);
  const waiting = useSignal(0);
  useEffect(() => {
    const load = async () => {
      recent.value = await readConversations(database);
      waiting.value = (await outbox.list()).length;
      void library.refresh();
      await keepConversationList(database, await listConversations());
      recent.value = await readConversations(database);
      if (recent.value.some(({ courseId }) => courseId && !courses.find(courseId))) await courses.refresh();
    };
    load().catch(noteFailure);
  }, [database, library, courses, outbox, recent, waiting]);

  const latest = recent.value[0];
  const hasMaterial = library.documents.value.length > 0;
  return (
    <Page title={greeting(session.account.value?.name)} name="Today">
      {library.loaded.value && !hasMaterial && !latest ? <FirstSteps /> : null}
      {latest ? (
        <a class="button primary big" href={`/talk/${latest.id}`}>
          <span>Continue</span>
          <small>{latest.title || 'your last talk'}</small>
        </a>
      ) : hasMaterial ? (
        <a class="button primary big" href="/talk?new=1">
          <span>Start talking</span>
          <small>{documentCount(library.documents.value.length)} to talk about</small>
        </a>
      ) : null}
      {latest ? (
        <a class="lone-link" href="/talk?new=1">
          Start a new talk
        </a>
      ) : null}
      {waiting.value > 0 ? (
        <p class="note">
          {waiting.value === 1 ? 'One question waits' : `${waiting.value} questions wait`} to be sent.{' '}
          <a href="/conversations">See your talks</a>
        </p>
      ) : null}
      {latest ? <Material count={library.documents.value.length} /> : null}
      {recent.value.length > 1 ? (
        <section aria-labelledby="earlier">
          <h2 id="earlier">Earlier</h2>
          <ul class="rows">
            {recent.value.slice(1, 4).map((conversation) => (
              <ConversationRow key={conversation.id} conversation={conversation} />
            ))}
          </ul>
        </section>
      ) : null}
      {latest ? <InstallCard isHint /> : null}
    </Page>
  );
}

function Material({ count }: { count: number }): JSX.Element {
  return (
    <section class="card" aria-labelledby="material">
      <h2 id="material">Your material</h2>
      <p>
        {count === 0 ? 'Nothing yet. The tutor answers from what you add.' : `${documentCount(count)} in your library.`}
      </p>
      <a class="lone-link" href="/library">
        Open the library
      </a>
    </section>
  );
}

function documentCount(count: number): string {
  return count === 1 ? 'One document' : `${count} documents`;
}
