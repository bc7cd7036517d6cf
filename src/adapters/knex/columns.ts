/**
 * Text as both databases can keep it. PostgreSQL knows no NUL and no lone surrogates; each becomes U+FFFD, one UTF-16 unit for
 * one, so that offsets into the text stay true.
 */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** A value as a JSON column, null where there is none. */
export function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** What `toJson` wrote; undefined for null. The database holds only what we wrote, so its shape is taken as given. */
export function fromJson<T>(column: string | null): T | undefined {
  return column === null ? undefined : JSON.parse(column);
}

/** Null, as databases say "absent", as the undefined that the code says. */
export function absent<T>(column: T | null): T | undefined {
  return column ?? undefined;
}

/** In pieces of at most `size`: databases bound the number of parameters of a statement. */
export function chunked<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

/** A patch without the keys that are undefined: those stay as they are. */
export function definedOnly<T extends object>(patch: T): Partial<T> {
  const copy: Partial<T> = { ...patch };
  for (const key in copy) if (copy[key] === undefined) delete copy[key];
  return copy;
}
