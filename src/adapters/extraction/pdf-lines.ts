import { asRead, type Word } from './pdf-bidi.ts';
import type { Run } from './pdf-run.ts';
import { raisedText } from './raised-text.ts';

/** A line of a page, or of a column of it. */
export interface Line {
  text: string;
  runs: Run[];
  left: number;
  right: number;
  /** Of its baseline, upwards. */
  y: number;
  /** Of the font that most of it is in. */
  height: number;
  /** The widest space in it, unless all are alike: then the line was stretched to fill its column. */
  gap: number;
}

/** Runs further apart than this share of their height have a space between them, whether or not one is drawn. */
const SPACE = 0.25;
/** Between words of two directions nothing is kerned, and every gap is a space. */
const SPACE_BETWEEN_WAYS = 0.12;
/** Spaces that differ by less than that are alike. */
const ALIKE = 0.7;
/** Of a point: no two runs are told apart by less. */
const PLACES = 20;
/** Runs are on one line when their baselines are nearer than this share of their height: marks of notes are raised. */
const SAME_LINE = 0.5;
/** Powers and marks of notes stand so much higher, in heights of the line's font, in a font of this share of it at most. */
const RAISED = { by: 0.15, font: 0.9 };

/** Lines in the order in which they are drawn, each as it is drawn. */
export function drawnLines(runs: readonly Run[]): Line[] {
  const lines: Line[] = [];
  let open: Run[] = [];
  for (const run of runs) {
    open.push(run);
    if (!run.endsLine) continue;
    lines.push(lineOf(open));
    open = [];
  }
  if (open.length > 0) lines.push(lineOf(open));
  return lines;
}

/** Lines from the top down, each from left to right, however they are drawn. */
export function placedLines(runs: readonly Run[]): Line[] {
  const lines: Run[][] = [];
  let base: Run | undefined;
  for (const run of [...runs].sort((a, b) => b.y - a.y)) {
    const open = lines.at(-1);
    if (open && base && base.y - run.y < SAME_LINE * Math.max(run.height, base.height)) {
      open.push(run);
      if (isRaisedAbove(base, run)) base = run;
    } else {
      lines.push([run]);
      base = run;
    }
  }
  return lines.map((line) => lineOf(line.sort(inOrder)));
}

/** A line's height is not that of a power in it, which is found first. */
function isRaisedAbove(raised: Run, run: Run): boolean {
  return raised.height <= run.height * RAISED.font && raised.text.length < run.text.length;
}

/** A letter without any width, as the alef of a ligature, stands before what begins in the same place. */
function inOrder(a: Run, b: Run): number {
  const [left, right] = [Math.round(a.left * PLACES), Math.round(b.left * PLACES)];
  return left - right || a.right - a.left - (b.right - b.left);
}

function lineOf(runs: Run[]): Line {
  let [left, right] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const gaps: number[] = [];
  const words: Word[] = [];
  let before: Run | undefined;
  for (const run of runs) {
    const apart = before !== undefined && isApart(before, run);
    if (before && apart) gaps.push(run.left - before.right);
    words.push({ run, isApart: apart });
    left = Math.min(left, run.left);
    right = Math.max(right, run.right);
    before = run;
  }
  const { y, height } = mostOf(runs);
  let text = '';
  for (const { run, isApart: apart } of asRead(words)) {
    const isRaised = run.y - y > RAISED.by * height && run.height <= RAISED.font * height;
    text += apart ? ` ${run.text}` : isRaised ? raisedText(text, run.text) : run.text;
  }
  return { text: text.replace(/\s+/g, ' ').trim(), runs, left, right, y, height, gap: widestOf(gaps) };
}

function widestOf(gaps: readonly number[]): number {
  const widest = gaps.reduce((most, gap) => Math.max(most, gap), 0);
  return gaps.length > 1 && gaps.every((gap) => gap >= widest * ALIKE) ? 0 : widest;
}

function isApart(before: Run, run: Run): boolean {
  // Lines from right to left may be drawn from left to right.
  const isSpaced = run.drawn > before.drawn ? run.spaced : before.spaced;
  const space = isOtherWay(before, run) ? SPACE_BETWEEN_WAYS : SPACE;
  return isSpaced || run.left - before.right > space * Math.max(before.height, run.height);
}

function isOtherWay(before: Run, run: Run): boolean {
  return before.way !== run.way && before.way !== 'either' && run.way !== 'either';
}

/** Baseline and height of the font that most letters of a line are in. */
function mostOf(runs: readonly Run[]): { y: number; height: number } {
  let most: Run | undefined;
  for (const run of runs) if (!most || run.text.length > most.text.length) most = run;
  return { y: most?.y ?? 0, height: most?.height ?? 1 };
}

/** Height of the font that most letters of some lines are in. */
export function bodyHeight(lines: readonly Line[]): number {
  const counts = new Map<number, number>();
  for (const { height, text } of lines) {
    const rounded = Math.round(height * 2) / 2;
    counts.set(rounded, (counts.get(rounded) ?? 0) + text.length);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 1;
}
