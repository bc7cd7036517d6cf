import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { Document } from '../../../protocol/rest/documents.ts';
import { useApp } from '../../app-parts.ts';
import { failedFirst } from '../../library/failed-first.ts';
import { tagsOf } from '../../library/tags.ts';
import { withTitle } from '../../library/with-title.ts';
import { CourseBar } from './course-bar.tsx';
import { CourseFilter } from './course-filter.tsx';
import { CourseForm } from './course-form.tsx';
import { DocumentRow } from './document-row.tsx';
import { LibraryTotals } from './library-totals.tsx';
import { TagFilter } from './tag-filter.tsx';
import { TitleFilter } from './title-filter.tsx';

/** Rows that are drawn at first, and with each "Show more". */
const ROWS = 50;
/** Fewer documents than that are seen at a glance. */
const MANY = 12;

/** The documents, limited to a course and to a tag where these are chosen. @param props.attempt runs what a button starts and shows what went wrong */
export function DocumentList(props: {
  documents: Document[];
  attempt(action: () => Promise<void>): void;
}): JSX.Element {
  const { documents, attempt } = props;
  const { library, courses } = useApp();
  const courseId = useSignal<string | undefined>(undefined);
  const tag = useSignal<string | undefined>(undefined);
  const words = useSignal('');
  const rows = useSignal(ROWS);
  const told = useSignal('');
  const list = useRef<HTMLUListElement>(null);
  // The button that had the focus goes with its row: what follows it in the list is where one was.
  const remove = async ({ id, title }: Document) => {
    await library.remove(id);
    told.value = `“${title}” is deleted.`;
    list.current?.focus();
  };
  const course = courses.find(courseId.value);
  const inCourse = new Set(course?.documentIds);
  const shown = course ? documents.filter((document) => inCourse.has(document.id)) : documents;
  const tags = tagsOf(shown);
  const chosen = tag.value !== undefined && tags.includes(tag.value) ? tag.value : undefined;
  const tagged = chosen === undefined ? shown : shown.filter((document) => document.tags.includes(chosen));
  const wanted = failedFirst(withTitle(tagged, words.value));
  return (
    <>
      <CourseForm
        summary="Make a course"
        submitLabel="Make course"
        onName={async (name) => {
          courseId.value = (await courses.create(name)).id;
        }}
      />
      <CourseFilter
        courses={courses.list.value}
        chosen={course?.id}
        onChoose={(id) => {
          courseId.value = id;
          rows.value = ROWS;
        }}
      />
      {course ? (
        <CourseBar
          course={course}
          onRename={(name) => courses.rename(course.id, name)}
          onDelete={() => attempt(() => courses.remove(course.id))}
        />
      ) : null}
      <TagFilter
        tags={tags}
        chosen={chosen}
        onChoose={(choice) => {
          tag.value = choice;
          rows.value = ROWS;
        }}
      />
      {documents.length > MANY ? (
        <TitleFilter
          words={words.value}
          onWords={(typed) => {
            words.value = typed;
            rows.value = ROWS;
          }}
        />
      ) : null}
      {wanted.length === 0 && words.value.trim() !== '' ? (
        <p class="empty" role="status">
          No title here has these words.
        </p>
      ) : null}
      <p class="visually-hidden" role="status">
        {told}
      </p>
      <ul class="rows" aria-label="Documents" ref={list} tabIndex={-1}>
        {wanted.slice(0, rows.value).map((document) => (
          <DocumentRow
            key={document.id}
            document={document}
            onCancel={() => attempt(() => library.cancel(document.id))}
            onRetry={() => attempt(() => library.readAgain(document.id))}
            onDelete={() => attempt(() => remove(document))}
          />
        ))}
      </ul>
      {wanted.length > rows.value ? (
        <button
          type="button"
          class="button"
          onClick={() => {
            rows.value += ROWS;
          }}
        >
          Show more ({wanted.length - rows.value} left)
        </button>
      ) : null}
      <LibraryTotals documents={documents} quotaBytes={library.quotaBytes.value} />
    </>
  );
}
