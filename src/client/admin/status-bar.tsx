import { timeOfDay } from './format.ts';
import { type FeedState, feed, overview } from './state.ts';

const FEED_WORDS: Record<FeedState, string> = {
  connecting: 'Connecting …',
  live: 'Live',
  cut: 'Stream cut',
  refused: 'Signed out',
};
const STATUS_WORDS = { ok: 'All parts work', degraded: 'Degraded', down: 'Down' };

/** Which node this is, whether it works, and whether what is shown is of this moment. */
export function StatusBar() {
  const shown = overview.value;
  return (
    <header class="status-bar">
      <h1>Operations</h1>
      {shown && (
        <>
          <span class={`pill ${shown.health.status}`}>{STATUS_WORDS[shown.health.status]}</span>
          <p class="node">
            Node {shown.health.node} · version {shown.health.versions.app} · up since{' '}
            {new Date(shown.health.startedAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}
          </p>
        </>
      )}
      <p class={`feed ${feed.value}`} role="status">
        {FEED_WORDS[feed.value]}
      </p>
      <a href="/">Back to the app</a>
      {feed.value === 'cut' && (
        <p class="alert" role="alert">
          The stream from the server is cut{shown ? `: these figures are from ${timeOfDay(shown.sample.at)}` : ''}.
          Trying again every few seconds.
        </p>
      )}
    </header>
  );
}
