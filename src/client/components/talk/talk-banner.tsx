import type { JSX } from 'preact';
import type { Services } from '../../../protocol/common.ts';
import { online } from '../../offline/connectivity.ts';
import { isReplaced, type LiveTalk } from '../../talk/live-talk.ts';
import type { SpokenTalk } from '../../talk/spoken-talk.ts';

/** What is limited just now, in plain words; undefined when nothing is. */
function limitation(services: Services | undefined): string | undefined {
  if (!services) return undefined;
  if (services.model === 'off') {
    return 'No language model is set up here, so the tutor quotes your material word for word.';
  }
  if (services.model === 'degraded') return 'The language model is slow or down. Answers may be quotes for a while.';
  if (services.vectors !== 'ok') {
    return 'Search by meaning is down for now. The tutor finds passages by their words.';
  }
  if (services.embedder !== 'ok') return 'Passages are found by their words more than by their meaning.';
  return undefined;
}

/** Told by what the controls offer: the browser hears or speaks then. */
const SHOWN_ELSEWHERE = new Set(['speech_unavailable', 'voice_unavailable']);

function noticeText(live: LiveTalk): string | undefined {
  const { notice } = live.talk.value;
  return notice && !SHOWN_ELSEWHERE.has(notice.code) ? notice.message : undefined;
}

function connectionText(live: LiveTalk): string | undefined {
  const state = live.connection.value;
  // Without a network the whole page says so.
  if (state.kind === 'waiting' && state.attempt > 0 && online.value)
    return 'The connection is gone. Trying again by itself…';
  if (state.kind !== 'stopped') return undefined;
  if (state.reason === 'not_yours') return 'This talk can’t be opened with your account.';
  return undefined;
}

/** Everything that limits this talk, each said once. */
export function TalkBanner({ live, spoken }: { live: LiveTalk; spoken: SpokenTalk }): JSX.Element {
  const texts = [limitation(live.services.value), noticeText(live), connectionText(live)];
  const problems = [
    live.problem.value,
    spoken.problem.value,
    spoken.hearing.problem.value,
    spoken.speaking.problem.value,
  ];
  return (
    <div class="talk-banners" role="status">
      {texts.map((text) => (text ? <p class="note small">{text}</p> : null))}
      {problems.map((text) => (text ? <p class="note problem small">{text}</p> : null))}
      {isReplaced(live.connection.value) ? (
        <p class="note small">
          This talk goes on in another window.{' '}
          <button type="button" class="button link" onClick={() => live.start()}>
            Continue here
          </button>
        </p>
      ) : null}
    </div>
  );
}
