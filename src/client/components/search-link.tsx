import type { JSX } from 'preact';
import { SearchIcon } from './icons.tsx';

/** The way to the search from where things are listed. */
export function SearchLink(): JSX.Element {
  return (
    <a class="icon-button search-link" href="/search" aria-label="Search" title="Search (Ctrl K)">
      <SearchIcon />
    </a>
  );
}
