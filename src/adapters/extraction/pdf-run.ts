/** A run of text as pdf.js gives it; the parts that place it on the page. */
export interface TextRun {
  str: string;
  /** [a, b, c, d, x, y]: where the run begins and which way it goes, y upwards. */
  transform: number[];
  width: number;
  height: number;
  /** Direction in which its script is written: `ltr`, `rtl`, or `ttb` for columns of Chinese or Japanese. */
  dir: string;
  hasEOL: boolean;
}

/** A run of text on a page that was turned so that its text goes from left to right. */
export interface Run {
  text: string;
  left: number;
  right: number;
  /** Of its baseline, upwards. */
  y: number;
  /** Of its font. */
  height: number;
  /** Its place among the runs of the page in the order in which they are drawn. */
  drawn: number;
  /** White space stands between it and what was drawn before. */
  spaced: boolean;
  /** The last one of a line, as it is drawn. */
  endsLine: boolean;
  /** How it is written, seen from the page: as most of it, the other way, or as what stands around it. */
  way: 'with' | 'against' | 'either';
}
