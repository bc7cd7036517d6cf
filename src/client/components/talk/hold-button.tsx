import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { SpokenTalk } from '../../talk/spoken-talk.ts';

/** Where the space bar has a meaning of its own. */
const TAKEN =
  'button:not(.hold-button), a, input, textarea, select, summary, dialog, [contenteditable], .message-scroll';

/** Listens while it is held, by finger, mouse or space bar: letting go says that the question is finished. */
export function HoldButton({ spoken }: { spoken: SpokenTalk }): JSX.Element {
  useSpaceBar(spoken);
  const isHeld = spoken.hearing.held.value;
  const release = () => spoken.hearing.release();
  return (
    <button
      type="button"
      class="button hold-button"
      aria-pressed={isHeld}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        // The finger may slide off the button and still hold.
        event.currentTarget.setPointerCapture(event.pointerId);
        spoken.press();
      }}
      onPointerUp={release}
      onPointerCancel={release}
      onLostPointerCapture={release}
      onContextMenu={(event) => event.preventDefault()}
    >
      {isHeld ? 'Let go to send' : 'Hold to talk'} <kbd>Space</kbd>
    </button>
  );
}

function useSpaceBar(spoken: SpokenTalk): void {
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.key !== ' ' || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.target instanceof Element && event.target.closest(TAKEN)) return;
      event.preventDefault();
      if (!event.repeat) spoken.press();
    };
    const up = (event: KeyboardEvent) => {
      if (event.key === ' ' || event.key === 'Escape') spoken.hearing.release();
    };
    const away = () => spoken.hearing.release();
    document.addEventListener('keydown', down);
    document.addEventListener('keyup', up);
    // The key may be let go where this page doesn't see it.
    window.addEventListener('blur', away);
    return () => {
      document.removeEventListener('keydown', down);
      document.removeEventListener('keyup', up);
      window.removeEventListener('blur', away);
    };
  }, [spoken]);
}
