import sharp from 'sharp';
import type { ShrinkTask } from './extraction-messages.ts';
import { Refusal } from './refusals.ts';

/** Good enough for small print, and a tenth of what a PNG of a photograph takes. */
const QUALITY = 85;

/**
 * An image as a JPEG on white, upright and no larger than it may be; the first picture of several that move. What its head
 * says of its size is looked at before anything is unpacked.
 */
export async function shrinkImage({ file, maxEdge, maxPixels }: Omit<ShrinkTask, 'work'>): Promise<Uint8Array> {
  // One thread, and nothing kept: the limits of this thread do not bind what libvips does beside it.
  sharp.concurrency(1);
  sharp.cache(false);
  const image = sharp(file, { limitInputPixels: false, failOn: 'error' });
  const { width, height } = await image.metadata();
  if (width * height > maxPixels) throw new Refusal('too_large', `${width} x ${height} pixels`);
  const { buffer, byteOffset, byteLength } = await image
    .autoOrient()
    .resize({ width: maxEdge, height: maxEdge, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: 'white' })
    .jpeg({ quality: QUALITY })
    .toBuffer();
  return new Uint8Array(buffer, byteOffset, byteLength);
}
