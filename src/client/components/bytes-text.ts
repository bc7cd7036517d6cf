const MB = 1024 * 1024;

/** A size as people read it: `312 KB`, `4.2 MB`, `2 GB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < MB) return `${Math.round(bytes / 1024)} KB`;
  if (bytes < 1000 * MB) return `${Number((bytes / MB).toFixed(1))} MB`;
  return `${Number((bytes / (1024 * MB)).toFixed(1))} GB`;
}
