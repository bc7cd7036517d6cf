import type { JSX } from 'preact';
import type { Meaning } from '../../protocol/rest/search.ts';
import { online } from '../offline/connectivity.ts';
import { foundText } from '../search/found-text.ts';
import type { LiveSearch } from '../search/live-search.ts';
import { everywhere, isLimited, isPossible, type SearchWish } from '../search/search-wish.ts';
import { SearchResultRow } from './search-result.tsx';

type Found = NonNullable<LiveSearch['answer']['value']>;

/** What was found, how it was looked for, and where nothing was found, a way to look further. */
export function SearchResults(props: {
  live: LiveSearch;
  wish: SearchWish;
  /** The name of the course that is looked into. */
  course: string | undefined;
  onChange(part: Partial<SearchWish>): void;
}): JSX.Element {
  const { live, wish, course, onChange } = props;
  const found = live.answer.value;
  const results = found?.answer.results ?? [];
  return (
    <>
      <p class="search-status" role="status">
        {isPossible(wish) ? (problemText(live) ?? statusText(found, course)) : 'The last day is before the first.'}
      </p>
      {isLimited(wish) && (live.problem.value !== undefined || (found && results.length === 0)) ? (
        <button type="button" class="button" onClick={() => onChange(everywhere)}>
          Search everywhere
        </button>
      ) : null}
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

/** That there is no network the whole page says; here only what that means for searching. */
function problemText({ problem }: LiveSearch): string | undefined {
  return problem.value !== undefined && !online.value ? 'Searching needs a connection.' : problem.value;
}

function statusText(found: Found | undefined, course: string | undefined): string {
  if (!found) return 'In your own words, or theirs.';
  const { results, degraded } = found.answer;
  const part = degraded ? ' Part of the search does not answer right now.' : '';
  if (results.length > 0) return foundText(results.length) + part;
  const where = course === undefined || found.wish.courseId === undefined ? '' : ` in the course “${course}”`;
  const isNarrower = isLimited({ ...found.wish, courseId: undefined });
  return `Nothing found${where}${isNarrower ? ' with these filters' : ''}.${part}`;
}

/** What search by meaning is here, where it is less than its name says. */
function meaningText({ by, loadedPercent }: Meaning): string {
  if (by === 'word_shapes') return 'By words and how they are spelled: no model that knows meaning is at work here.';
  const part = loadedPercent === undefined ? '' : ` (${loadedPercent} %)`;
  return `The model that knows meaning is being loaded${part}; until then words are searched.`;
}
