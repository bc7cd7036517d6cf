import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { MAX_SEARCH_TEXT } from '../../protocol/limits.ts';
import type { Meaning } from '../../protocol/rest/search.ts';
import { type SearchWish, search } from '../api/search.ts';
import { Page } from '../components/page.tsx';
import { SearchResultRow } from '../components/search-result.tsx';
import { LiveSearch } from '../search/live-search.ts';
import { readSearchAddress, searchAddress } from '../search/search-address.ts';

const PLACES: { within: SearchWish['within']; name: string }[] = [
  { within: 'all', name: 'Everything' },
  { within: 'documents', name: 'Library' },
  { within: 'conversations', name: 'Talks' },
];

/** Search over material and talks, as one types. */
export function SearchPage(): JSX.Element {
  const live = useMemo(() => new LiveSearch(search), []);
  const text = useSignal(readSearchAddress(location.hash));
  const within = useSignal<SearchWish['within']>('all');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    return () => live.stop();
  }, [live]);
  useEffect(() => {
    live.wish({ text: text.value, within: within.value });
    // Without the router: whoever comes back finds what they were looking for.
    history.replaceState(history.state, '', searchAddress(text.value));
  }, [live, text.value, within.value]);

  return (
    <Page title="Search">
      <search class="search-box" onKeyDown={moveAmongResults}>
        <input
          ref={input}
          type="search"
          aria-label="Search your material and talks"
          placeholder="Words, or a question"
          autocomplete="off"
          enterkeyhint="search"
          maxLength={MAX_SEARCH_TEXT}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
        <fieldset class="search-places">
          <legend class="visually-hidden">Where to search</legend>
          {PLACES.map((place) => (
            <label key={place.within}>
              <input
                type="radio"
                name="within"
                checked={within.value === place.within}
                onChange={() => {
                  within.value = place.within;
                }}
              />
              <span>{place.name}</span>
            </label>
          ))}
        </fieldset>
        <Results live={live} />
      </search>
    </Page>
  );
}

function Results({ live }: { live: LiveSearch }): JSX.Element {
  const found = live.answer.value;
  const results = found?.answer.results ?? [];
  return (
    <>
      <p class="search-status" role="status">
        {live.problem.value ??
          (found ? countText(results.length, found.answer.degraded) : 'In your own words, or theirs.')}
      </p>
      {found && found.answer.meaning.by !== 'model' ? (
        <p class="search-meaning quiet">{meaningText(found.answer.meaning)}</p>
      ) : null}
      {results.length > 0 ? (
        <ul class="rows" aria-label="Results" aria-busy={live.busy.value}>
          {results.map((result) => (
            <SearchResultRow key={`${result.messageId ?? result.documentId} ${result.start}`} result={result} />
          ))}
        </ul>
      ) : null}
    </>
  );
}

function countText(count: number, degraded: boolean): string {
  const part = degraded ? ' Part of the search does not answer right now.' : '';
  if (count === 0) return `Nothing found.${part}`;
  return `${count === 1 ? '1 place' : `${count} places`} found.${part}`;
}

/** What search by meaning is here, where it is less than its name says. */
function meaningText({ by, loadedPercent }: Meaning): string {
  if (by === 'word_shapes') return 'By words and how they are spelled: no model that knows meaning is at work here.';
  const part = loadedPercent === undefined ? '' : ` (${loadedPercent} %)`;
  return `The model that knows meaning is being loaded${part}; until then words are searched.`;
}

/** Arrow keys go through the results and back to the box; Enter in the box opens the first. */
function moveAmongResults(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const { key, target, currentTarget } = event;
  const links = [...currentTarget.querySelectorAll<HTMLElement>('.search-result a')];
  const box = currentTarget.querySelector<HTMLInputElement>('input[type="search"]');
  const at = target instanceof HTMLElement ? links.indexOf(target) : -1;
  if (key === 'Enter' && target === box) {
    event.preventDefault();
    links[0]?.click();
  }
  if (at < 0 && target !== box) return;
  if (key === 'ArrowDown' && links[at + 1]) links[at + 1]?.focus();
  else if (key === 'ArrowUp' && at >= 0) (links[at - 1] ?? box)?.focus();
  else return;
  event.preventDefault();
}
