import { useSignal } from '@preact/signals';
import type { JSX, TargetedSubmitEvent } from 'preact';
import type { PhoneLink } from '../../../protocol/rest/phones.ts';
import { ConfirmButton } from '../confirm-button.tsx';
import { Field, fieldText } from '../field.tsx';
import { TrashIcon } from '../icons.tsx';
import { whenText } from '../when-text.ts';

/** One linked number, with its PIN. */
export function PhoneRow(props: {
  link: PhoneLink;
  /** @param pin null: none any more */
  onPin(pin: string | null): void;
  onUnlink(): void;
}): JSX.Element {
  const { link, onPin } = props;
  const asking = useSignal(false);
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onPin(fieldText(event.currentTarget, 'pin'));
    asking.value = false;
  };
  return (
    <li>
      <div class="row-item">
        <div class="row-link">
          <span class="row-title">{link.phone}</span>
          <span class="row-detail">
            {link.lastCallAt ? `Last call ${whenText(link.lastCallAt)}` : 'No call yet'}
            {link.hasPin ? ' · asks for a PIN' : ''}
          </span>
        </div>
        <button
          type="button"
          class="button quiet"
          onClick={() => {
            if (link.hasPin) onPin(null);
            else asking.value = !asking.value;
          }}
        >
          {link.hasPin ? 'Take the PIN away' : 'Set a PIN'}
        </button>
        <ConfirmButton
          label={`Unlink ${link.phone}`}
          question={`Unlink ${link.phone}?`}
          detail="Whoever calls from it is then a stranger to the tutor."
          confirmLabel="Unlink"
          class="icon-button"
          onConfirm={props.onUnlink}
        >
          <TrashIcon />
        </ConfirmButton>
      </div>
      {asking.value ? (
        <form class="form" onSubmit={submit}>
          <Field
            label={`PIN for ${link.phone}, four to eight digits`}
            name="pin"
            inputMode="numeric"
            pattern="[0-9]{4,8}"
            autocomplete="off"
            required
          />
          <button type="submit" class="button">
            Set PIN
          </button>
        </form>
      ) : null}
    </li>
  );
}
