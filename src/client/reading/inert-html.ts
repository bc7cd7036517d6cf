/** Attributes that would style or run something. */
const ACTIVE_ATTRIBUTE = /(?<=[\s"'/])(?=(?:style|on[a-z]+)\s*=)/gi;
const TAG = /<[a-z]/iy;
const SILENT = /<(script|style)\b/iy;

/** One comment, program, style or beginning of an element: where it ends, and what is left of it. */
interface Part {
  end: number;
  kept: string;
}

/**
 * A page without what the content security policy stops anyhow. Parsing alone makes a browser complain of each such thing, which
 * buries what is worth reading. Not for safety: what is overlooked is as harmless as it was, and complained of as it was. By one walk
 * through the text, for pages are written by anybody.
 */
export function inertHtml(html: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', from)) {
    kept.push(html.slice(from, at));
    const part = partAt(html, at);
    // What is never closed takes in the rest.
    if (!part) return kept.join('') + html.slice(at);
    kept.push(part.kept);
    from = part.end;
  }
  return kept.join('') + html.slice(from);
}

function partAt(html: string, at: number): Part | undefined {
  if (html.startsWith('<!--', at)) return until(html, '-->', at + 4);
  const silent = matchAt(SILENT, html, at)?.[1];
  if (silent !== undefined) return untilClosed(html, silent, at);
  if (!matchAt(TAG, html, at)) return { end: at + 1, kept: '<' };
  const tag = until(html, '>', at);
  return tag && { end: tag.end, kept: html.slice(at, tag.end).replace(ACTIVE_ATTRIBUTE, 'data-') };
}

function matchAt(pattern: RegExp, html: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(html);
}

function until(html: string, closing: string, from: number): Part | undefined {
  const at = html.indexOf(closing, from);
  return at < 0 ? undefined : { end: at + closing.length, kept: '' };
}

function untilClosed(html: string, name: string, at: number): Part | undefined {
  const closing = new RegExp(`</${name}\\s*>`, 'gi');
  closing.lastIndex = at;
  return closing.exec(html) ? { end: closing.lastIndex, kept: '' } : undefined;
}
