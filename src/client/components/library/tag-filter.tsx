import type { JSX } from 'preact';

/** Buttons that limit the list to the documents with one tag. */
export function TagFilter(props: {
  tags: string[];
  chosen: string | undefined;
  onChoose(tag: string | undefined): void;
}): JSX.Element | null {
  const { tags, chosen, onChoose } = props;
  if (tags.length === 0) return null;
  return (
    <fieldset class="library-filter">
      <legend class="visually-hidden">Only with the tag</legend>
      {tags.map((tag) => (
        <button
          key={tag}
          type="button"
          class="button"
          aria-pressed={tag === chosen ? 'true' : 'false'}
          onClick={() => onChoose(tag === chosen ? undefined : tag)}
        >
          {tag}
        </button>
      ))}
    </fieldset>
  );
}
