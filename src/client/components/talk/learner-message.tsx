import type { JSX } from 'preact';

/** @param waits the tutor still answers what was asked before */
export function LearnerMessage({ text, waits }: { text: string; waits: boolean }): JSX.Element {
  return (
    <div class="message learner">
      <span class="visually-hidden">You: </span>
      <p>{text}</p>
      {waits ? <div class="delivery">Waits for the answer above</div> : null}
    </div>
  );
}
