import { CallPanel } from './call-panel.tsx';
import { Charts } from './charts.tsx';
import { ErrorPanel } from './error-panel.tsx';
import { HealthPanel } from './health-panel.tsx';
import { SlowPanel } from './slow-panel.tsx';
import { StagePanel } from './stage-panel.tsx';
import { feed, overview } from './state.ts';
import { StatusBar } from './status-bar.tsx';
import { Tiles } from './tiles.tsx';
import { TurnPanel } from './turn-panel.tsx';
import { UsagePanel } from './usage-panel.tsx';

/** The operator's page: what is wrong first, then what happens, then what it cost. */
export function AdminPage() {
  if (feed.value === 'refused') return <Refused />;
  const shown = overview.value;
  return (
    <>
      <StatusBar />
      <main>
        {shown ? (
          <>
            <Tiles sample={shown.sample} />
            <div class="panels">
              <HealthPanel {...shown.health} />
              <StagePanel sample={shown.sample} />
              <ErrorPanel errors={shown.errors} />
              <Charts samples={shown.samples} />
              <SlowPanel turns={shown.slowTurns} at={shown.sample.at} />
              <TurnPanel turns={shown.liveTurns} at={shown.sample.at} />
              {shown.calls ? <CallPanel calls={shown.calls} at={shown.sample.at} /> : null}
              <UsagePanel usage={shown.usage} today={shown.sample.at} />
            </div>
          </>
        ) : (
          <p class="empty">Asking the server …</p>
        )}
      </main>
    </>
  );
}

function Refused() {
  return (
    <main>
      <h1>You are signed out</h1>
      <p>
        Sign in as an admin in <a href="/">the app</a>, then open this page again.
      </p>
    </main>
  );
}
