import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { online } from '../../offline/connectivity.ts';
import { isPutAway, knownLimit, limitOf, limitText, putAway } from '../../talk/limits.ts';
import { isReplaced, type LiveTalk } from '../../talk/live-talk.ts';
import type { SpokenTalk } from '../../talk/spoken-talk.ts';
import { CloseIcon } from '../icons.tsx';

/** Told by what the controls offer: the browser hears or speaks then. */
const SHOWN_ELSEWHERE = new Set(['speech_unavailable', 'voice_unavailable']);

function noticeText(live: LiveTalk): string | undefined {
  const { notice } = live.talk.value;
  return notice && !SHOWN_ELSEWHERE.has(notice.code) ? notice.message : undefined;
}

function connectionText(live: LiveTalk): string | undefined {
  const state = live.connection.value;
  // Without a network the whole page says so.
  if (live.lineLost.value && online.value) return 'The connection is gone. Trying again by itself…';
  if (state.kind !== 'stopped') return undefined;
  if (state.reason === 'not_yours') return 'This talk can’t be opened with your account.';
  return undefined;
}

/** Everything that limits this talk, each said once. */
export function TalkBanner({ live, spoken }: { live: LiveTalk; spoken: SpokenTalk }): JSX.Element {
  const limit = limitOf(live.services.value);
  const isTold = live.services.value !== undefined;
  useEffect(() => {
    if (isTold) knownLimit.keep(limit);
  }, [isTold, limit]);
  const texts = [noticeText(live), connectionText(live)];
  const problems = [
    live.problem.value,
    spoken.problem.value,
    spoken.hearing.problem.value,
    spoken.speaking.problem.value,
  ];
  return (
    <div class="talk-banners" role="status">
      {limit && !isPutAway(limit) ? (
        <div class="note small limit-note">
          <p>{limitText(limit)}</p>
          <button type="button" class="icon-button" aria-label="Put this note away" onClick={() => putAway(limit)}>
            <CloseIcon />
          </button>
        </div>
      ) : null}
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
