import type { JSX } from 'preact';

export function LearnerMessage({ text }: { text: string }): JSX.Element {
  return (
    <div class="message learner">
      <span class="visually-hidden">You: </span>
      <p>{text}</p>
    </div>
  );
}
