import { AppError } from '../errors.ts';

/** How much a learner may keep, and how much of it is taken; bytes. */
export interface Quota {
  quotaBytes: number;
  usedBytes: number;
}

const MB = 1024 * 1024;

/** A file as it comes in; throws `quota_exceeded` at the first byte for which there is no room. */
export async function* withinQuota(content: AsyncIterable<Buffer>, quota: Quota): AsyncGenerator<Buffer> {
  let left = quota.quotaBytes - quota.usedBytes;
  if (left <= 0) throw quotaExceeded(quota);
  for await (const part of content) {
    left -= part.length;
    if (left < 0) throw quotaExceeded(quota);
    yield part;
  }
}

/** 413 with how much room is left, in words. */
export function quotaExceeded({ quotaBytes, usedBytes }: Quota): AppError {
  const left = Math.max(0, quotaBytes - usedBytes);
  return new AppError({
    code: 'quota_exceeded',
    status: 413,
    message: `Your files may take ${inMegabytes(quotaBytes)} together, and ${inMegabytes(left)} are left.`,
  });
}

/** Rounded down: what is promised is there. */
function inMegabytes(bytes: number): string {
  const megabytes = Math.floor((bytes / MB) * 10) / 10;
  return `${new Intl.NumberFormat('en-GB').format(megabytes)} MB`;
}
