import { AdminOverview, AdminSnapshot } from '../../protocol/rest/admin.ts';
import { feed, overview, withSnapshot } from './state.ts';

const RETRY_MS = 5000;
/** Snapshots come every five seconds: after three missed ones the stream is as good as cut. */
const SILENCE_MS = 16_000;
/** Usage is read from the database, not streamed. */
const REFRESH_MS = 60_000;

let source: EventSource | undefined;
let silence: ReturnType<typeof setTimeout> | undefined;

/** Loads the overview, then follows the stream; after a cut it begins again, so that the charts have no hole. */
export function follow(): void {
  setInterval(() => {
    if (feed.value === 'live') loadOverview().catch(lost);
  }, REFRESH_MS);
  begin();
}

function begin(): void {
  loadOverview()
    .then((allowed) => {
      if (allowed) listen();
    })
    .catch(lost);
}

/** @returns false when this page is not for whoever opened it. */
async function loadOverview(): Promise<boolean> {
  const response = await fetch('/api/admin/overview', { headers: { Accept: 'application/json' } });
  if (response.status === 401 || response.status === 404) {
    feed.value = 'refused';
    source?.close();
    return false;
  }
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  overview.value = AdminOverview.parse(await response.json());
  return true;
}

function listen(): void {
  source?.close();
  source = new EventSource('/api/admin/events');
  source.addEventListener('open', () => {
    feed.value = 'live';
    expectSnapshot();
  });
  source.addEventListener('snapshot', (event: MessageEvent<string>) => {
    if (!overview.value) return;
    overview.value = withSnapshot(overview.value, AdminSnapshot.parse(JSON.parse(event.data)));
    expectSnapshot();
  });
  source.addEventListener('error', lost);
}

function expectSnapshot(): void {
  clearTimeout(silence);
  silence = setTimeout(lost, SILENCE_MS);
}

function lost(): void {
  clearTimeout(silence);
  source?.close();
  source = undefined;
  if (feed.value === 'refused') return;
  feed.value = 'cut';
  silence = setTimeout(begin, RETRY_MS);
}
