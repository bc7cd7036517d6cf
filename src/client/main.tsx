import { render } from 'preact';
import { z } from 'zod';
import { App } from './app.tsx';
import { AppContext } from './app-parts.ts';
import { createApp, keepFlushing, keepSendingShares } from './create-app.ts';
import { watchConnectivity } from './offline/connectivity.ts';
import { noteFailure } from './offline/failures.ts';
import { healFailedChunks } from './offline/heal-chunks.ts';
import { watchInstalling } from './offline/install.ts';
import { registerServiceWorker } from './offline/updates.ts';
import { welcomeShare } from './share/arrival.ts';
import './styles/index.css';

// The schemas would otherwise be compiled with `new Function`, which the content security policy forbids.
z.config({ jitless: true });

async function start(root: HTMLElement): Promise<void> {
  healFailedChunks();
  watchConnectivity();
  watchInstalling();
  const parts = await createApp();
  parts.session.watchDevice(() => {
    root.hidden = true;
    location.reload();
  });
  await welcomeShare(parts.shares);
  render(
    <AppContext.Provider value={parts}>
      <App />
    </AppContext.Provider>,
    root,
  );
  keepFlushing(parts);
  keepSendingShares(parts);
  registerServiceWorker();
  await parts.session.check();
}

const root = document.getElementById('app');
if (root) {
  start(root).catch((error: unknown) => {
    noteFailure(error);
    if (root.childElementCount > 0) return;
    render(
      <p class="fatal">This browser doesn’t let the app keep data on the device, so it can’t start here.</p>,
      root,
    );
  });
}
