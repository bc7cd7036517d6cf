import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { MAX_SEARCH_TEXT } from '../../protocol/limits.ts';
import { search } from '../api/search.ts';
import { useApp } from '../app-parts.ts';
import { Page } from '../components/page.tsx';
import { SearchFilters } from '../components/search-filters.tsx';
import { SearchResults } from '../components/search-results.tsx';
import { noteFailure } from '../offline/failures.ts';
import { LiveSearch } from '../search/live-search.ts';
import { readSearchAddress, searchAddress } from '../search/search-address.ts';
import { isPossible, type SearchWish } from '../search/search-wish.ts';

/** Search over material and talks, as one types. */
export function SearchPage(): JSX.Element {
  const { library, courses } = useApp();
  const live = useMemo(() => new LiveSearch(search), []);
  const wish = useSignal<SearchWish>(readSearchAddress(location.hash));
  const input = useRef<HTMLInputElement>(null);
  const change = (part: Partial<SearchWish>) => {
    wish.value = { ...wish.value, ...part };
  };
  useEffect(() => {
    input.current?.focus();
    // What the filters offer; without a network what is known already.
    Promise.all([courses.refresh(), library.refresh()]).catch(noteFailure);
    return () => live.stop();
  }, [live, courses, library]);
  useEffect(() => {
    if (isPossible(wish.value)) live.wish(wish.value);
    else live.stop();
    // Without the router: whoever comes back finds what they were looking for.
    history.replaceState(history.state, '', searchAddress(wish.value));
  }, [live, wish.value]);

  // The results of what is written, which may still be on their way; never those of what was written before.
  const openFirst = (results: HTMLElement) => {
    const wanted = wish.value;
    const open = async () => {
      if (!isPossible(wanted) || !(await live.answered(wanted)) || wish.value !== wanted) return;
      requestAnimationFrame(() => results.querySelector<HTMLElement>('.search-result a')?.click());
    };
    open().catch(noteFailure);
  };

  return (
    <Page title="Search">
      <search class="search-box" onKeyDown={(event) => moveAmongResults(event, openFirst)}>
        <input
          ref={input}
          type="search"
          aria-label="Search your material and talks"
          placeholder="Words, or a question"
          autocomplete="off"
          enterkeyhint="search"
          maxLength={MAX_SEARCH_TEXT}
          value={wish.value.text}
          onInput={(event) => change({ text: event.currentTarget.value })}
        />
        <SearchFilters
          wish={wish.value}
          courses={courses.list.value}
          documents={library.documents.value}
          onChange={change}
        />
        <SearchResults
          live={live}
          wish={wish.value}
          course={courses.find(wish.value.courseId)?.name}
          onChange={change}
        />
      </search>
    </Page>
  );
}

/** Arrow keys go through the results and back to the box; Enter in the box opens the first. */
function moveAmongResults(
  event: KeyboardEvent & { currentTarget: HTMLElement },
  openFirst: (results: HTMLElement) => void,
): void {
  const { key, target, currentTarget } = event;
  const links = [...currentTarget.querySelectorAll<HTMLElement>('.search-result a')];
  const box = currentTarget.querySelector<HTMLInputElement>('input[type="search"]');
  const at = target instanceof HTMLElement ? links.indexOf(target) : -1;
  if (key === 'Enter' && target === box) {
    event.preventDefault();
    openFirst(currentTarget);
  }
  if (at < 0 && target !== box) return;
  if (key === 'ArrowDown' && links[at + 1]) links[at + 1]?.focus();
  else if (key === 'ArrowUp' && at >= 0) (links[at - 1] ?? box)?.focus();
  else return;
  event.preventDefault();
}
