import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** A page with its heading, which gets the focus when the page opens, so that a screen reader says where one is. */
export function Page(props: {
  title: string;
  /** For the browser's title, where the heading says something friendlier. */
  name?: string;
  /** The way back, above the heading. */
  back?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
}): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  const name = props.name ?? props.title;
  useEffect(() => {
    document.title = `${name} · Learning Voice Agent`;
  }, [name]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div class="page">
      <header class="page-header">
        {props.back}
        <h1 ref={heading} tabIndex={-1}>
          {props.title}
        </h1>
        {props.actions}
      </header>
      {props.children}
    </div>
  );
}
