import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { BackIcon, ForwardIcon } from '../icons.tsx';

const ZOOMS = [1, 1.5, 2, 3];

/** Leafs through a PDF and shows it larger. */
export function PdfBar(props: { page: Signal<number>; pages: number; zoom: Signal<number> }): JSX.Element {
  const { page, pages, zoom } = props;
  const at = ZOOMS.indexOf(zoom.value);
  const leaf = (to: number) => {
    page.value = Math.min(pages, Math.max(1, to));
  };
  const enlarge = (step: number) => {
    zoom.value = ZOOMS[at + step] ?? zoom.value;
  };
  return (
    <div class="pdf-bar">
      <button
        type="button"
        class="icon-button"
        aria-label="Previous page"
        disabled={page.value <= 1}
        onClick={() => leaf(page.value - 1)}
      >
        <BackIcon />
      </button>
      <label>
        <input
          type="number"
          aria-label="Page number"
          min={1}
          max={pages}
          value={page.value}
          onChange={({ currentTarget }) => {
            leaf(Number.isInteger(currentTarget.valueAsNumber) ? currentTarget.valueAsNumber : page.value);
            // What is no page gives way to the one that is shown.
            currentTarget.value = String(page.value);
          }}
        />{' '}
        of {pages}
      </label>
      <button
        type="button"
        class="icon-button"
        aria-label="Next page"
        disabled={page.value >= pages}
        onClick={() => leaf(page.value + 1)}
      >
        <ForwardIcon />
      </button>
      <span class="pdf-zoom">
        <button type="button" class="icon-button" aria-label="Smaller" disabled={at <= 0} onClick={() => enlarge(-1)}>
          −
        </button>
        <output aria-label="Size">{Math.round(zoom.value * 100)} %</output>
        <button
          type="button"
          class="icon-button"
          aria-label="Larger"
          disabled={at === ZOOMS.length - 1}
          onClick={() => enlarge(1)}
        >
          +
        </button>
      </span>
    </div>
  );
}
