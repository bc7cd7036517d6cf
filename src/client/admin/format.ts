/** Numbers as an operator reads them at a glance: three digits at most, with their unit. */

const NOTHING = '–';

/** @param ms milliseconds */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return NOTHING;
  if (ms < 1) return ms === 0 ? '0 ms' : '<1 ms';
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  return `${Number((ms / 1000).toPrecision(3))} s`;
}

export function bytes(count: number | null | undefined): string {
  if (count === null || count === undefined) return NOTHING;
  if (count < 1e9) return `${Math.round(count / 1e6)} MB`;
  return `${(count / 1e9).toFixed(2)} GB`;
}

export function dollars(amount: number | null | undefined): string {
  if (amount === null || amount === undefined) return NOTHING;
  if (amount === 0) return '$0';
  if (amount < 0.0001) return '<$0.0001';
  return amount < 1 ? `$${Number(amount.toPrecision(3))}` : `$${amount.toFixed(2)}`;
}

export function count(value: number | null | undefined): string {
  if (value === null || value === undefined) return NOTHING;
  if (value < 10_000) return new Intl.NumberFormat('en', { maximumFractionDigits: 1 }).format(value);
  return new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}

/** Time since an instant, coarsely: `3 min`. */
export function age(since: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(since)) / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

export function timeOfDay(instant: string): string {
  return new Date(instant).toLocaleTimeString('en-GB');
}

/** @param day UTC, `YYYY-MM-DD` */
export function dayName(day: string): string {
  return new Date(day).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
}
