import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { MAX_TITLE } from '../../../protocol/limits.ts';

/** Limits the list to the documents with some words in their title. */
export function TitleFilter(props: { words: string; onWords(words: string): void }): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>Find by title</label>
      <input
        id={id}
        type="search"
        autocomplete="off"
        maxLength={MAX_TITLE}
        value={props.words}
        onInput={(event) => props.onWords(event.currentTarget.value)}
      />
    </div>
  );
}
