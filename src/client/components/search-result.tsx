import type { JSX } from 'preact';
import type { SearchResult } from '../../protocol/rest/search.ts';
import { resultAddress } from '../search/search-address.ts';
import { type Snippet, snippetOf } from '../search/snippet.ts';
import { ConversationsIcon, LibraryIcon } from './icons.tsx';

/** A place that was found: what it is in, and its words with those looked for marked. */
export function SearchResultRow({ result }: { result: SearchResult }): JSX.Element {
  const snippet = snippetOf(result.text, result.marks);
  const isDocument = result.kind === 'document';
  const isWhole = snippet.start === 0 && snippet.quote.length === result.text.length;
  return (
    <li class="row-item search-result">
      <a href={resultAddress(result, snippet)} class="row-link">
        <span class="row-title">
          {isDocument ? <LibraryIcon /> : <ConversationsIcon />}
          {result.title || 'Untitled talk'}
        </span>
        <span class="search-snippet">
          {snippet.start > 0 ? '… ' : ''}
          <Marked snippet={snippet} />
          {isWhole || snippet.start + snippet.quote.length === result.text.length ? '' : ' …'}
        </span>
        <span class="row-detail">{placeName(result)}</span>
      </a>
    </li>
  );
}

function placeName({ kind, page, role }: SearchResult): string {
  if (kind === 'conversation') return role === 'learner' ? 'You asked' : 'The tutor said';
  return page === undefined ? 'In your library' : `Page ${page}`;
}

function Marked({ snippet: { text, marks } }: { snippet: Snippet }): JSX.Element {
  let at = 0;
  const pieces = marks.flatMap(({ start, end }) => {
    const before = text.slice(at, start);
    at = end;
    return [before, <mark key={start}>{text.slice(start, end)}</mark>];
  });
  return (
    <>
      {pieces}
      {text.slice(at)}
    </>
  );
}
