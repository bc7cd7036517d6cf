import type { Signal } from '@preact/signals';
import type { JSX, RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { MAX_USER_TEXT } from '../../../protocol/limits.ts';
import { SendIcon } from '../icons.tsx';

/** The count is shown from here on, characters. */
const SHOW_COUNT_FROM = MAX_USER_TEXT - 500;

/** The keyboard's way to ask: Enter sends, Shift and Enter begins a new line. */
export function Composer(props: {
  text: Signal<string>;
  /** The field, for whoever puts the learner into it. */
  input: RefObject<HTMLTextAreaElement | null>;
  onSend(text: string): void;
}): JSX.Element {
  const { text, input, onSend } = props;
  const value = text.value;
  const tooLong = value.length > MAX_USER_TEXT;
  const canSend = value.trim() !== '' && !tooLong;
  const send = () => {
    if (!canSend) return;
    onSend(value.trim());
    text.value = '';
  };
  useGrowing(input, value);
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={input}
        rows={1}
        aria-label="Your question"
        aria-describedby="composer-limit"
        aria-invalid={tooLong}
        placeholder="Ask something…"
        enterkeyhint="send"
        value={value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          // While an input method composes, Enter chooses a word.
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <button type="submit" class="send-button" aria-label="Send" disabled={!canSend}>
        <SendIcon />
      </button>
      <p id="composer-limit" class={tooLong ? 'limit problem-text' : 'limit'} role={tooLong ? 'alert' : undefined}>
        {value.length >= SHOW_COUNT_FROM ? `${value.length} of ${MAX_USER_TEXT} characters` : ''}
      </p>
    </form>
  );
}

/** Makes the field as high as its text, up to what the style sheet allows. */
function useGrowing(input: RefObject<HTMLTextAreaElement | null>, value: string): void {
  useEffect(() => {
    const element = input.current;
    if (!element) return;
    element.style.height = 'auto';
    // An empty one keeps its single line; browsers measure its placeholder otherwise.
    if (value !== '') element.style.height = `${element.scrollHeight + 2}px`;
  }, [input, value]);
}
