import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Nearer to the end than this, the list follows what is added, px. */
const FOLLOW_WITHIN = 120;

/**
 * Keeps the end of a list in view while it grows and while the room for it changes (a banner, the keyboard, a long
 * question), unless the learner has scrolled back to read.
 * @param content changes when something is added.
 * @param isBegun before that the list is read from its beginning.
 */
export function useEndInView(content: readonly unknown[], isBegun: boolean): RefObject<HTMLElement | null> {
  const list = useRef<HTMLElement>(null);
  const following = useRef(true);
  const begun = useRef(isBegun);
  begun.current = isBegun;
  const lastTop = useRef(0);
  const follow = () => {
    const element = list.current;
    if (!element || !following.current || !begun.current) return;
    element.scrollTop = element.scrollHeight;
    lastTop.current = element.scrollTop;
  };
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const onScroll = () => {
      const fromEnd = element.scrollHeight - element.scrollTop - element.clientHeight;
      // Only who scrolls back stops following: the end also moves away when the list itself gets smaller.
      if (fromEnd < FOLLOW_WITHIN) following.current = true;
      else if (element.scrollTop < lastTop.current) following.current = false;
      lastTop.current = element.scrollTop;
    };
    const resized = new ResizeObserver(follow);
    resized.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, []);
  useEffect(follow, content);
  return list;
}
