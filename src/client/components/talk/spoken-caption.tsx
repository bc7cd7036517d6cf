import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { SpeechProgress } from '../../speech/voice.ts';

/** The sentence that is being spoken, in step with the voice. Not for screen readers: they would read over the voice. */
export function SpokenCaption({ progress }: { progress: SpeechProgress }): JSX.Element {
  const { text, said } = progress;
  const frame = useRef<HTMLParagraphElement>(null);
  const rest = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    // A long sentence runs through the lines that there are: the word being said stays in sight.
    if (frame.current && rest.current) frame.current.scrollTop = rest.current.offsetTop - rest.current.offsetHeight;
  }, [text, said]);
  const word = text.slice(said).search(/\s|$/);
  return (
    <p ref={frame} class="caption spoken" aria-hidden="true">
      {text.slice(0, said)}
      <mark>{text.slice(said, said + word)}</mark>
      <span ref={rest}>{text.slice(said + word)}</span>
    </p>
  );
}
