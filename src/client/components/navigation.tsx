import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { ConversationsIcon, LibraryIcon, SettingsIcon, TalkIcon, TodayIcon } from './icons.tsx';

const places = [
  { href: '/', name: 'Today', Icon: TodayIcon },
  { href: '/talk', name: 'Talk', Icon: TalkIcon },
  { href: '/library', name: 'Library', Icon: LibraryIcon },
  { href: '/conversations', name: 'Talks', Icon: ConversationsIcon },
  { href: '/settings', name: 'Settings', Icon: SettingsIcon },
];

function isHere(href: string, path: string): boolean {
  return href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`);
}

export function Navigation(): JSX.Element {
  const { path } = useLocation();
  return (
    <nav class="navigation" aria-label="Main">
      {places.map(({ href, name, Icon }) => (
        <a key={href} href={href} aria-current={isHere(href, path) ? 'page' : undefined}>
          <Icon />
          <span>{name}</span>
        </a>
      ))}
    </nav>
  );
}
