import { effect, type ReadonlySignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Speech is seldom louder than this; it fills the drawn level. */
const LOUD = 0.25;

/** Gives an element the level of a sound, 0..1, as `--level` for the style sheet; the page itself isn't drawn again for it. */
export function useLevel(level: ReadonlySignal<number>): RefObject<(HTMLElement & HTMLButtonElement) | null> {
  const element = useRef<HTMLElement & HTMLButtonElement>(null);
  useEffect(
    () =>
      effect(() => {
        // Ears hear loudness by its logarithm; the square root is near enough for a ring.
        const share = Math.sqrt(Math.min(1, level.value / LOUD));
        element.current?.style.setProperty('--level', share.toFixed(2));
      }),
    [level],
  );
  return element;
}
