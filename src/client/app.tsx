import type { JSX } from 'preact';
import { ErrorBoundary, LocationProvider, lazy, Route, Router } from 'preact-iso';
import { useApp } from './app-parts.ts';
import { ConnectionBadge } from './components/connection-badge.tsx';
import { FailureNote } from './components/failure-note.tsx';
import { Navigation } from './components/navigation.tsx';
import { noteFailure } from './offline/failures.ts';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { TodayPage } from './pages/today-page.tsx';
import { useSearchKey } from './search/use-search-key.ts';

const TalkPage = lazy(async () => (await import('./pages/talk-page.tsx')).TalkPage);
const LibraryPage = lazy(async () => (await import('./pages/library-page.tsx')).LibraryPage);
const DocumentPage = lazy(async () => (await import('./pages/document-page.tsx')).DocumentPage);
const ConversationsPage = lazy(async () => (await import('./pages/conversations-page.tsx')).ConversationsPage);
const SearchPage = lazy(async () => (await import('./pages/search-page.tsx')).SearchPage);
const SettingsPage = lazy(async () => (await import('./pages/settings-page.tsx')).SettingsPage);
const WelcomePage = lazy(async () => (await import('./pages/welcome-page.tsx')).WelcomePage);

/** Pages of the signed-in app; signed out, every address leads to the door. */
export function App(): JSX.Element {
  return (
    <LocationProvider>
      <ErrorBoundary onError={noteFailure}>
        <Door />
      </ErrorBoundary>
    </LocationProvider>
  );
}

function Door(): JSX.Element {
  const { session } = useApp();
  switch (session.state.value) {
    case 'checking':
      return <main class="waiting" aria-busy="true" />;
    case 'signed_out':
      return <WelcomePage />;
    case 'signed_in':
      return <House />;
  }
}

function House(): JSX.Element {
  useSearchKey();
  return (
    <div class="house">
      <a class="skip-link" href="#content">
        Skip to content
      </a>
      <Navigation />
      <main id="content" tabIndex={-1}>
        <ConnectionBadge />
        <FailureNote />
        <Router>
          <Route path="/" component={TodayPage} />
          <Route path="/talk/:id?" component={TalkPage} />
          <Route path="/library" component={LibraryPage} />
          <Route path="/library/:id" component={DocumentPage} />
          <Route path="/conversations" component={ConversationsPage} />
          <Route path="/search" component={SearchPage} />
          <Route path="/settings" component={SettingsPage} />
          <Route path="/sign-in" component={TodayPage} />
          <Route path="/sign-up" component={TodayPage} />
          <Route default component={NotFoundPage} />
        </Router>
      </main>
    </div>
  );
}
