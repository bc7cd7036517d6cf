import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Course } from '../../protocol/rest/courses.ts';
import type { Document } from '../../protocol/rest/documents.ts';
import { SearchMode } from '../../protocol/rest/search.ts';
import { documentsIn, filterCount, type SearchWish, withCourse } from '../search/search-wish.ts';

const PLACES: { within: SearchWish['within']; name: string }[] = [
  { within: 'all', name: 'Everything' },
  { within: 'documents', name: 'Library' },
  { within: 'conversations', name: 'Talks' },
];
const MODES: { mode: SearchMode; name: string }[] = [
  { mode: 'hybrid', name: 'Both' },
  { mode: 'keyword', name: 'Words' },
  { mode: 'semantic', name: 'Meaning' },
];

interface FilterProps {
  wish: SearchWish;
  courses: Course[];
  documents: Document[];
  onChange(part: Partial<SearchWish>): void;
}

/** Where to search, and what to search for it with. What is rarely wanted is folded away, unless it was chosen before. */
export function SearchFilters(props: FilterProps): JSX.Element {
  const { wish, onChange } = props;
  const count = filterCount(wish);
  const [openAtFirst] = useState(count > 0);
  return (
    <>
      <fieldset class="search-places">
        <legend class="visually-hidden">Where to search</legend>
        {PLACES.map(({ within, name }) => (
          <label key={within}>
            <input
              type="radio"
              name="within"
              checked={wish.within === within}
              // A document has no talks.
              onChange={() => onChange({ within, ...(within === 'conversations' && { documentId: undefined }) })}
            />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
      <details class="search-filters" open={openAtFirst}>
        <summary>{count === 0 ? 'Filters' : `Filters (${count})`}</summary>
        <div class="search-filter-fields">
          <Sources {...props} />
          <Days {...props} />
          <Choice
            label="Search by"
            value={wish.mode}
            options={MODES.map(({ mode, name }) => ({ value: mode, name }))}
            onChoose={(value) => onChange({ mode: SearchMode.catch('hybrid').parse(value) })}
          />
        </div>
      </details>
    </>
  );
}

function Sources({ wish, courses, documents, onChange }: FilterProps): JSX.Element {
  const offered = documentsIn(wish.courseId, courses, documents);
  return (
    <>
      {courses.length > 0 || wish.courseId !== undefined ? (
        <Choice
          label="Course"
          value={wish.courseId}
          options={[{ value: '', name: 'All courses' }, ...courses.map(({ id, name }) => ({ value: id, name }))]}
          onChoose={(value) => onChange(withCourse(wish, value, courses))}
        />
      ) : null}
      {wish.within !== 'conversations' && (documents.length > 0 || wish.documentId !== undefined) ? (
        <Choice
          label="Document"
          value={wish.documentId}
          options={[
            { value: '', name: 'All documents' },
            ...offered.map(({ id, title }) => ({ value: id, name: title })),
          ]}
          onChoose={(documentId) => onChange({ documentId })}
        />
      ) : null}
    </>
  );
}

function Days({ wish, onChange }: FilterProps): JSX.Element {
  return (
    <>
      <DayField label="From" value={wish.from} onChange={(from) => onChange({ from })} />
      <DayField label="To" value={wish.to} onChange={(to) => onChange({ to })} />
    </>
  );
}

function DayField(props: {
  label: string;
  value: string | undefined;
  onChange(day: string | undefined): void;
}): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        type="date"
        value={props.value ?? ''}
        onChange={(event) => props.onChange(event.currentTarget.value || undefined)}
      />
    </div>
  );
}

function Choice(props: {
  label: string;
  value: string | undefined;
  options: { value: string; name: string }[];
  onChoose(value: string | undefined): void;
}): JSX.Element {
  const { label, value = '', options, onChoose } = props;
  const id = useId();
  const isKnown = options.some((option) => option.value === value);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChoose(event.currentTarget.value || undefined)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
        {isKnown ? null : <option value={value}>Not known here</option>}
      </select>
    </div>
  );
}
