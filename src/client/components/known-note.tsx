import type { JSX } from 'preact';

/** What was brought is in the Library already, perhaps under another title. */
export function KnownNote({ known }: { known: { id: string; title: string } }): JSX.Element {
  return (
    <span class="row-detail" role="status">
      This is in your library already: <a href={`/library/${known.id}`}>{known.title}</a>
    </span>
  );
}
