import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { describeError } from '../api/api-error.ts';
import { useApp } from '../app-parts.ts';
import { Page } from '../components/page.tsx';
import { TalkView } from '../components/talk/talk-view.tsx';
import { noteFailure } from '../offline/failures.ts';
import { holdUpdates } from '../offline/updates.ts';
import { settings } from '../settings/settings.ts';
import { newDraft } from '../talk/drafts.ts';
import { findConversation } from '../talk/find-conversation.ts';
import { lastTalk } from '../talk/last-talk.ts';
import type { OpenTalk } from '../talk/talk-room.ts';

interface Wanted {
  id: string | undefined;
  courseId: string | undefined;
  startListening: boolean;
}

/** A talk: the one addressed, else the one this tab had last, else a new one. */
export function TalkPage(): JSX.Element {
  const { params } = useRoute();
  const { path, query } = useLocation();
  const last = useRef<Wanted>(undefined);
  // While the next page is loaded this one is still shown, and the address is the next one's already.
  const wanted = last.current && !isTalkAddress(path) ? last.current : wantedTalk(params['id'], query);
  last.current = wanted;
  // A new talk each time that one is asked for.
  return <Talk key={wanted.id ?? `new ${wanted.courseId ?? ''}`} {...wanted} />;
}

function isTalkAddress(path: string): boolean {
  return /^\/talk(\/|$)/.test(path);
}

function wantedTalk(addressed: string | undefined, query: Record<string, string>): Wanted {
  const startListening = query['start'] !== undefined;
  const isNew = query['new'] !== undefined || startListening;
  const id = addressed ?? (isNew ? undefined : lastTalk.read());
  return { id, courseId: id ? undefined : query['course'], startListening };
}

function Talk({ id, courseId, startListening }: Wanted): JSX.Element {
  const { database, room } = useApp();
  const open = useSignal<OpenTalk | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);

  useEffect(() => {
    let left = false;
    const enter = async () => {
      const conversation = id
        ? await findConversation(database, id)
        : newDraft('tutor', settings.value.language, courseId);
      const opened = await room.open(conversation);
      if (left) return opened.close();
      open.value = opened;
      if (startListening && opened.spoken.services.canHear.value) opened.spoken.toggleMicrophone();
    };
    enter().catch((error: unknown) => {
      problem.value = describeError(error);
      if (id === lastTalk.read()) lastTalk.forget();
    });
    const release = holdUpdates();
    return () => {
      left = true;
      release();
      open.value?.close();
      open.value = undefined;
    };
  }, [database, room, id, courseId, startListening, open, problem]);

  const conversation = open.value?.live.conversation.value;
  const shownId =
    conversation && (conversation.draft !== true || conversation.title !== '') ? conversation.id : undefined;
  useEffect(() => {
    if (!shownId) return;
    lastTalk.keep(shownId);
    // Without the router: the address follows the talk, the page stays as it is.
    if (isTalkAddress(location.pathname) && location.pathname !== `/talk/${shownId}`)
      history.replaceState(null, '', `/talk/${shownId}`);
  }, [shownId]);

  if (problem.value) {
    return (
      <Page title="Talk">
        <p class="note problem">{problem.value}</p>
        <p>
          <a href="/talk?new=1">Start a new talk</a>
        </p>
      </Page>
    );
  }
  if (!open.value) return <p class="waiting" aria-busy="true" />;
  return <TalkView open={open.value} onFailure={noteFailure} />;
}
