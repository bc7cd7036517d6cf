import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Wanted } from '../../reading/match-text.ts';
import type { PdfFile } from '../../reading/pdf-reader.ts';
import { scrollable } from '../scrollable.ts';

/** One page, as wide as there is room times `zoom`; scrolled to what is marked. */
export function PdfPage(props: {
  pdf: PdfFile;
  page: number;
  zoom: number;
  wanted: Wanted | undefined;
  onDrawn(isMarked: boolean): void;
  onProblem(error: unknown): void;
}): JSX.Element {
  const { pdf, page, zoom, wanted, onDrawn, onProblem } = props;
  const room = useRef<HTMLElement>(null);
  const paper = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  const tell = useRef({ onDrawn, onProblem });
  tell.current = { onDrawn, onProblem };
  useEffect(() => {
    const element = room.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      width.value = element.clientWidth;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [width]);
  useEffect(() => {
    const host = paper.current;
    if (!host || width.value === 0) return undefined;
    const stop = new AbortController();
    host.setAttribute('aria-busy', 'true');
    pdf
      .draw(host, { page, width: width.value * zoom, wanted }, stop.signal)
      .then((isMarked) => {
        host.removeAttribute('aria-busy');
        tell.current.onDrawn(isMarked);
        host.querySelector('mark')?.scrollIntoView({ block: 'center', inline: 'center' });
      })
      .catch((error: unknown) => {
        if (!stop.signal.aborted) tell.current.onProblem(error);
      });
    return () => stop.abort();
  }, [pdf, page, zoom, wanted, width.value]);
  return (
    <section ref={room} class="pdf-room" aria-label={`Page ${page} as it looks`} {...scrollable}>
      <div ref={paper} class="pdf-paper" />
    </section>
  );
}
