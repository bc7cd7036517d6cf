import type { JSX } from 'preact';
import { install, installHintWanted, installWay, putInstallHintAway } from '../offline/install.ts';
import { useTask } from './use-task.ts';

/** How the app is put on the home screen, where that can be done: a hint that can be put away, or a part of the settings. */
export function InstallCard({ isHint = false }: { isHint?: boolean }): JSX.Element | null {
  const { run, problem, running } = useTask();
  const way = installWay.value;
  if (!way || (isHint && !installHintWanted.value)) return null;
  return (
    <section class="card" aria-labelledby="install-title">
      <h2 id="install-title">The tutor as an app</h2>
      <p>On your home screen it opens in a window of its own, and without a network.</p>
      {way === 'by_hand' ? (
        <p>
          Tap <strong>Share</strong> in Safari, then <strong>Add to Home Screen</strong>.
        </p>
      ) : null}
      <div role="alert">{problem ? <p class="problem-text">{problem}</p> : null}</div>
      <div class="row">
        {way === 'prompt' ? (
          <button type="button" class="button" disabled={running} onClick={() => run(install)}>
            Install
          </button>
        ) : null}
        {isHint ? (
          <button type="button" class="button quiet" onClick={putInstallHintAway}>
            Not now
          </button>
        ) : null}
      </div>
    </section>
  );
}
