import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { useApp } from '../app-parts.ts';
import { operatorsPage } from '../components/operators-page.ts';
import { Page } from '../components/page.tsx';

export function NotFoundPage(): JSX.Element {
  const { session } = useApp();
  const { path } = useLocation();
  // Only the server has that page; who came here signed out and is an admin has just found the app in its place.
  if (path === operatorsPage.href && session.account.value?.role === 'admin') return <OperatorsDoor />;
  return (
    <Page title="There is no such page">
      <p>
        <a href="/">Go to Today</a>
      </p>
    </Page>
  );
}

function OperatorsDoor(): JSX.Element {
  return (
    <Page title="You are signed in">
      <p>
        <a {...operatorsPage}>Open the operator’s page</a>
      </p>
    </Page>
  );
}
