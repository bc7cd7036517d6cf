import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { MAX_USER_TEXT } from '../../../protocol/limits.ts';
import type { QueuedQuestion } from '../../store/database.ts';

/** A question that is not with the server yet: waiting, on its way, or refused with the reason. */
export function QueuedMessage(props: {
  question: QueuedQuestion;
  isSending: boolean;
  onEdit(text: string): void;
  onDiscard(): void;
}): JSX.Element {
  const { question, isSending } = props;
  const [editing, setEditing] = useState(false);
  if (editing) {
    return (
      <EditForm
        text={question.text}
        onCancel={() => setEditing(false)}
        onSave={(text) => {
          setEditing(false);
          props.onEdit(text);
        }}
      />
    );
  }
  const state = question.refusal !== undefined ? 'refused' : isSending ? 'sending' : 'queued';
  return (
    <div class={`message learner ${state}`} data-delivery={state}>
      <span class="visually-hidden">You: </span>
      <p>{question.text}</p>
      {state === 'refused' ? (
        <div class="delivery problem-text">
          <span>Not sent: {question.refusal}</span>
          <button type="button" class="button link" onClick={() => setEditing(true)}>
            Edit
          </button>
          <button type="button" class="button link" onClick={props.onDiscard}>
            Discard
          </button>
        </div>
      ) : (
        <div class="delivery">
          <span>{state === 'sending' ? 'Sending…' : 'Waits to be sent'}</span>
          {state === 'queued' ? (
            <button type="button" class="button link" onClick={props.onDiscard}>
              Discard
            </button>
          ) : null}
        </div>
      )}
    </div>
  );
}

function EditForm(props: { text: string; onSave(text: string): void; onCancel(): void }): JSX.Element {
  const [text, setText] = useState(props.text);
  return (
    <form
      class="message learner edit"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') props.onSave(text.trim());
      }}
    >
      <textarea
        aria-label="Your question"
        rows={3}
        maxLength={MAX_USER_TEXT}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <div class="row end">
        <button type="button" class="button quiet" onClick={props.onCancel}>
          Cancel
        </button>
        <button type="submit" class="button primary">
          Send again
        </button>
      </div>
    </form>
  );
}
