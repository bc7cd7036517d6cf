import sharp, { type Sharp } from 'sharp';

/** A picture as a PDF holds it. */
export interface HeldPicture {
  filter: 'JBIG2Decode' | 'JPXDecode' | 'DCTDecode' | 'CCITTFaxDecode';
  /** What the decoder has to know, as the PDF says it. */
  parameters?: string;
  bits: 1 | 8;
  width: number;
  height: number;
  bytes: Uint8Array;
}

/** A real PDF of one page that is a picture, as scanners write it. @param rotate degrees clockwise, to look at it */
export function makeScannedPage(picture: HeldPicture, rotate = 0): Buffer {
  const { filter, bits, width, height, bytes, parameters } = picture;
  const drawing = Buffer.from('q 612 0 0 792 0 0 cm /Im Do Q');
  const image = `/Subtype/Image/Width ${width}/Height ${height}/ColorSpace/DeviceGray/BitsPerComponent ${bits}/Filter/${filter}${
    parameters === undefined ? '' : `/DecodeParms<<${parameters}>>`
  }`;
  const page = `/MediaBox[0 0 612 792]/Rotate ${rotate}/Resources<</XObject<</Im 5 0 R>>>>`;
  return pdfOf([
    Buffer.from('<</Type/Catalog/Pages 2 0 R>>'),
    Buffer.from('<</Type/Pages/Kids[3 0 R]/Count 1>>'),
    Buffer.from(`<</Type/Page/Parent 2 0 R${page}/Contents 4 0 R>>`),
    streamOf('', drawing),
    streamOf(`/Type/XObject${image}`, bytes),
  ]);
}

/** A file of objects, the first of which is the catalog; readers find the others by looking through it. */
export function pdfOf(objects: readonly Uint8Array[]): Buffer {
  const parts: Uint8Array[] = [Buffer.from('%PDF-1.5\n')];
  for (const [index, object] of objects.entries()) {
    parts.push(Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n'));
  }
  parts.push(Buffer.from(`trailer\n<</Root 1 0 R/Size ${objects.length + 1}>>\n%%EOF\n`));
  return Buffer.concat(parts);
}

export function streamOf(dictionary: string, bytes: Uint8Array): Buffer {
  const head = Buffer.from(`<<${dictionary}/Length ${bytes.length}>>\nstream\n`);
  return Buffer.concat([head, bytes, Buffer.from('\nendstream')]);
}

/** A picture in black and white, packed as faxes pack it (CCITT group 4), by libtiff. */
export async function asFax(picture: Sharp): Promise<HeldPicture> {
  const tiff = await picture
    .clone()
    .flatten()
    .toColourspace('b-w')
    .threshold(128)
    // The file says that black is zero; for a fax it is one.
    .negate()
    .tiff({ compression: 'ccittfax4', bitdepth: 1 })
    .toBuffer();
  const { width = 0, height = 0 } = await sharp(tiff).metadata();
  const parameters = `/K -1/Columns ${width}/Rows ${height}`;
  return { filter: 'CCITTFaxDecode', bits: 1, width, height, bytes: faxIn(tiff, height), parameters };
}

/** A picture in black and white as JBIG2: one region whose lines are packed as faxes pack them. */
export async function asJbig2(picture: Sharp): Promise<HeldPicture> {
  const { width, height, bytes: fax } = await asFax(picture);
  const page = Buffer.alloc(19);
  page.writeUInt32BE(width, 0);
  page.writeUInt32BE(height, 4);
  const region = Buffer.alloc(18);
  region.writeUInt32BE(width, 0);
  region.writeUInt32BE(height, 4);
  region.writeUInt8(1, 17);
  const bytes = Buffer.concat([segment(0, 48, page), segment(1, 38, Buffer.concat([region, fax]))]);
  return { filter: 'JBIG2Decode', bits: 1, width, height, bytes };
}

function segment(number: number, type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(11);
  head.writeUInt32BE(number, 0);
  head.writeUInt8(type, 4);
  head.writeUInt8(1, 6);
  head.writeUInt32BE(data.length, 7);
  return Buffer.concat([head, data]);
}

const STRIP_OFFSETS = 273;
const ROWS_PER_STRIP = 278;
const STRIP_BYTES = 279;

/** The one strip of a TIFF file. */
function faxIn(tiff: Buffer, height: number): Buffer {
  const directory = tiff.readUInt32LE(4);
  const fields = new Map<number, number>();
  for (let index = 0; index < tiff.readUInt16LE(directory); index += 1) {
    const at = directory + 2 + index * 12;
    const isShort = tiff.readUInt16LE(at + 2) === 3;
    fields.set(tiff.readUInt16LE(at), isShort ? tiff.readUInt16LE(at + 8) : tiff.readUInt32LE(at + 8));
  }
  if ((fields.get(ROWS_PER_STRIP) ?? 0) < height) throw new Error('the picture is in several strips');
  const from = fields.get(STRIP_OFFSETS) ?? 0;
  return tiff.subarray(from, from + (fields.get(STRIP_BYTES) ?? 0));
}
