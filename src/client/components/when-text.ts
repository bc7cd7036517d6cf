const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A moment as people say it: `5 minutes ago`, `yesterday`, `3 May 2026`. */
export function whenText(instant: string, now = Date.now()): string {
  const then = Date.parse(instant);
  const ago = now - then;
  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  if (ago < MINUTE) return 'just now';
  if (ago < HOUR) return relative.format(-Math.floor(ago / MINUTE), 'minute');
  if (ago < DAY) return relative.format(-Math.floor(ago / HOUR), 'hour');
  if (ago < 7 * DAY) return relative.format(-Math.floor(ago / DAY), 'day');
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }).format(then);
}
