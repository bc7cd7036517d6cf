import type { Run, TextRun } from './pdf-run.ts';

const IDEOGRAPH = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\u30fc\uff00-\uffef]$/u;
/** The next letter of a column stands below, no further than that, in heights, and no more than that beside. */
const BELOW = { min: 0.5, max: 2 };
const BESIDE = 0.4;
/** So much of a page has to be written downwards. */
const MOST = 0.6;

/** Whether Chinese or Japanese is written downwards letter by letter, as programs do that know no fonts for it. */
export function isWrittenDownwards(runs: readonly TextRun[]): boolean {
  const written = runs.filter((run) => run.str.trim() !== '');
  const downwards = written.filter((run, index) => IDEOGRAPH.test(run.str) && isAbove(run, written[index + 1]));
  return written.length > 1 && downwards.length >= (written.length - 1) * MOST;
}

/** A page whose columns are turned into lines: what was right is on top, and what was on top is left. */
export function columnsAsLines(runs: readonly TextRun[]): Run[] {
  const written = runs.filter((run) => run.str.trim() !== '');
  return written.map((run, drawn) => {
    const [, , , , x = 0, y = 0] = run.transform;
    const height = Math.max(run.height, 1);
    const endsLine = !isAbove(run, written[drawn + 1]);
    return { text: run.str, left: -y, right: height - y, y: x, height, drawn, spaced: false, endsLine, way: 'with' };
  });
}

function isAbove(run: TextRun, next: TextRun | undefined): boolean {
  if (!next) return false;
  const [, , , , x = 0, y = 0] = run.transform;
  const [, , , , nextX = 0, nextY = 0] = next.transform;
  const height = Math.max(run.height, 1);
  const below = (y - nextY) / height;
  return Math.abs(x - nextX) <= BESIDE * height && below >= BELOW.min && below <= BELOW.max;
}
