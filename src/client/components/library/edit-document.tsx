import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { Document } from '../../../protocol/rest/documents.ts';
import { useApp } from '../../app-parts.ts';
import { readTags } from '../../library/tags.ts';
import { EditButton, TitleField } from '../edit-button.tsx';
import { fieldText } from '../field.tsx';
import { CourseChoices } from './course-choices.tsx';

/** The button that opens a document's title, tags and courses for changing. */
export function EditDocument({ document }: { document: Document }): JSX.Element {
  const { library, courses } = useApp();
  const id = useId();
  const save = async (form: HTMLFormElement) => {
    const read = readTags(fieldText(form, 'tags'), document.tags);
    if (read.problem !== undefined) return read.problem;
    await library.change(document.id, { title: fieldText(form, 'title'), tags: read.tags });
    const chosen = new FormData(form).getAll('course').map(String);
    await courses.place(document.id, new Set(chosen));
    return undefined;
  };
  return (
    <EditButton label={`Change ${document.title}`} heading="Change document" onSave={save}>
      <TitleField value={document.title} />
      <div class="field">
        <label for={`${id}-tags`}>Tags</label>
        <textarea id={`${id}-tags`} name="tags" rows={3} aria-describedby={`${id}-hint`}>
          {document.tags.join('\n')}
        </textarea>
        <p class="hint" id={`${id}-hint`}>
          One per line, or with commas between them
        </p>
      </div>
      <CourseChoices courses={courses.list.value} documentId={document.id} />
    </EditButton>
  );
}
