import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createPictures } from '../../../src/adapters/extraction/pictures.ts';
import { PDF } from '../../../src/protocol/document-kinds.ts';
import { extractorOf } from '../../support/extractors.ts';
import { drawnWords } from '../../support/images.ts';
import { asFax, asJbig2, type HeldPicture, makeScannedPage } from '../../support/pdf-scan.ts';

const signal = new AbortController().signal;
const size = { width: 400, height: 250 };
const words = drawnWords('Scanned words', size).flatten();
const jpeg = async (): Promise<HeldPicture> => ({
  filter: 'DCTDecode',
  bits: 8,
  ...size,
  bytes: await words.clone().toColourspace('b-w').jpeg({ quality: 95 }).toBuffer(),
});
const jpeg2000 = async (): Promise<HeldPicture> => ({
  filter: 'JPXDecode',
  bits: 8,
  ...size,
  bytes: await readFile(new URL('../../fixtures/scans/openjpeg-words.jp2', import.meta.url)),
});

/** Shades of a page as it is drawn, small enough that the way it was packed does not count. */
async function shades(picture: HeldPicture, rotate = 0): Promise<{ width: number; height: number; grey: number[] }> {
  const [drawn] = await createPictures().ofPages(makeScannedPage(picture, rotate), [1], signal);
  const image = sharp(drawn?.bytes).resize({ width: 40, height: 40, fit: 'inside' }).toColourspace('b-w').raw();
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, grey: [...data] };
}

function difference(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, grey, index) => sum + Math.abs(grey - (b[index] ?? Number.NaN)), 0) / a.length;
}

describe('a scanned page', () => {
  it.each([
    ['fax', () => asFax(words)],
    ['JBIG2', () => asJbig2(words)],
    ['JPEG 2000', jpeg2000],
  ])('that is packed as %s is known as one, and drawn as it looks', async (_, pack) => {
    const picture = await pack();
    const read = await extractorOf(PDF).extract(makeScannedPage(picture));
    expect(read.unreadablePages).toEqual([1]);
    const [packed, plain] = await Promise.all([shades(picture), shades(await jpeg())]);
    // Words are there at all, and where they are in the picture.
    expect(Math.min(...plain.grey)).toBeLessThan(200);
    expect(difference(packed.grey, plain.grey)).toBeLessThan(3);
  });

  it('that lies on its side is drawn upright', async () => {
    const turned = await words.clone().rotate(-90).toColourspace('b-w').jpeg({ quality: 95 }).toBuffer();
    const picture: HeldPicture = { filter: 'DCTDecode', bits: 8, width: 250, height: 400, bytes: turned };
    const [drawn, wanted] = await Promise.all([
      shades(picture, 90),
      sharp(await words.clone().png().toBuffer())
        .resize(40, 31, { fit: 'fill' })
        .toColourspace('b-w')
        .raw()
        .toBuffer(),
    ]);
    expect([drawn.width, drawn.height]).toEqual([40, 31]);
    expect(difference(drawn.grey, [...wanted])).toBeLessThan(6);
  });

  it.each([
    ['fax', () => asFax(words)],
    ['JBIG2', () => asJbig2(words)],
    ['JPEG 2000', jpeg2000],
  ])('whose %s is cut off is drawn as far as it goes, or left white, and harms nothing', async (_, pack) => {
    const picture = await pack();
    const half = { ...picture, bytes: picture.bytes.subarray(0, picture.bytes.length / 2) };
    const { grey } = await shades(half);
    expect(grey.length).toBeGreaterThan(0);
    expect(difference((await shades(await jpeg())).grey, grey)).toBeLessThan(255);
  });
});
