import { wayOf, withBracketsAsMeant, withoutShapes } from './pdf-bidi.ts';
import type { Run, TextRun } from './pdf-run.ts';
import { columnsAsLines, isWrittenDownwards } from './pdf-vertical.ts';

/** Runs of a page by the direction in which they are written. */
export interface Directions {
  /** Most of the page. */
  main: Run[];
  /** What was written at right angles to it, or upside down. Watermarks, which lie aslant, are in neither. */
  turned: Run[];
  /** Of the main text. */
  script: 'ltr' | 'rtl' | 'ttb';
}

/** No letter and no space is as narrow, in points. */
const HAIR = 0.01;
/** Two letters drawn this near to each other, in heights, are one that is to look bold. */
const SAME_PLACE = 0.2;

/** Turns a page upright, by the direction of most of its text; one written from right to left is mirrored, too. */
export function directionsOf(runs: readonly TextRun[]): Directions {
  if (isWrittenDownwards(runs)) return { main: withoutDoubles(columnsAsLines(runs)), turned: [], script: 'ltr' };
  const written = runs.filter((run) => run.str.trim() !== '');
  const angle = mostOf(written, angleOf) ?? 0;
  const script = scriptOf(mostOf(written, (run) => run.dir));
  const place = (turn: number) => withoutDoubles(turnedBy(runs, turn, script === 'rtl'));
  const others = [90, 180, 270].map((turn) => (angle + turn) % 360);
  return { main: place(angle), turned: others.flatMap(place), script };
}

/** Degrees, counted against the clock. */
function angleOf({ transform: [a = 1, b = 0] }: TextRun): number {
  return (Math.round((Math.atan2(b, a) * 180) / Math.PI) + 360) % 360;
}

function mostOf<Key>(runs: readonly TextRun[], keyOf: (run: TextRun) => Key): Key | undefined {
  const counts = new Map<Key, number>();
  for (const run of runs) counts.set(keyOf(run), (counts.get(keyOf(run)) ?? 0) + run.str.length);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function scriptOf(dir: string | undefined): Directions['script'] {
  return dir === 'rtl' || dir === 'ttb' ? dir : 'ltr';
}

function turnedBy(runs: readonly TextRun[], angle: number, isMirrored: boolean): Run[] {
  const found: Run[] = [];
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  let spaced = false;
  for (const [drawn, run] of runs.entries()) {
    if (run.str.trim() === '') {
      const last = found.at(-1);
      if (last && run.hasEOL) last.endsLine = true;
      // The alef of a ligature may have no width: what pdf.js puts behind it stands before it, if it is a space at all.
      if (isMirrored && last && last.right - last.left < HAIR) last.spaced ||= run.width > HAIR;
      else spaced ||= run.str !== '';
    } else if (angleOf(run) === angle) {
      const [, , c = 0, d = 0, x = 0, y = 0] = run.transform;
      const start = x * cos + y * sin;
      const [left, right] = isMirrored ? [-start - run.width, -start] : [start, start + run.width];
      const height = Math.max(run.height || Math.hypot(c, d), 1);
      const [text, way, endsLine] = [withoutShapes(run.str), wayOf(run.str, isMirrored), run.hasEOL];
      found.push({ text, left, right, y: y * cos - x * sin, height, drawn, spaced, endsLine, way });
      spaced = false;
    }
  }
  return isMirrored ? withBracketsAsMeant(found) : found;
}

/** Some programs draw bold letters by drawing them twice, a little apart. */
function withoutDoubles(runs: readonly Run[]): Run[] {
  const last = new Map<string, Run>();
  return runs.filter((run) => {
    const before = last.get(run.text);
    last.set(run.text, run);
    if (!before) return true;
    const near = SAME_PLACE * run.height;
    return Math.abs(before.left - run.left) > near || Math.abs(before.y - run.y) > near;
  });
}
