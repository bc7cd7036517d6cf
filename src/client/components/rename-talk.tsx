import type { JSX } from 'preact';
import type { KeptConversation } from '../store/database.ts';
import { EditButton, TitleField } from './edit-button.tsx';
import { fieldText } from './field.tsx';

/** The button that opens a talk's title for changing. */
export function RenameTalk(props: {
  conversation: KeptConversation;
  onTitle(title: string): Promise<void>;
}): JSX.Element {
  const { title } = props.conversation;
  const save = async (form: HTMLFormElement) => {
    await props.onTitle(fieldText(form, 'title').trim());
    return undefined;
  };
  return (
    <EditButton label={`Rename ${title || 'this talk'}`} heading="Rename talk" onSave={save}>
      <TitleField value={title} />
    </EditButton>
  );
}
