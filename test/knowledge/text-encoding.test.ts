import { describe, expect, it } from 'vitest';
import { createExtraction, MAX_TEXT } from '../../src/knowledge/extract.ts';

const extraction = createExtraction({ extractors: [] });
const plain = (file: Uint8Array) =>
  extraction.extract(file, { kind: 'text/plain', learnerId: 'ada' }, new AbortController().signal);

function utf32(text: string): Buffer {
  const points = [...text].map((letter) => letter.codePointAt(0) ?? 0);
  const bytes = Buffer.alloc(points.length * 4);
  for (const [at, point] of points.entries()) bytes.writeUInt32LE(point, at * 4);
  return bytes;
}

/** As windows-874 has them: Thai letters in the order of Unicode, behind the others. */
function thaiByte(point: number): number {
  return point < 0x80 ? point : point - 0xe00 + 0xa0;
}

describe('reading text files', () => {
  it.each([
    ['UTF-8', Buffer.from('Grüße, 世界')],
    ['UTF-8 with its mark', Buffer.from('\ufeffGrüße, 世界')],
    ['UTF-16 little end first', Buffer.from('\ufeffGrüße, 世界', 'utf16le')],
    ['UTF-16 big end first', Buffer.from('\ufeffGrüße, 世界', 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from('Grüße, 世界', 'utf16le')],
    ['UTF-16 big end first without a mark', Buffer.from('Grüße, 世界', 'utf16le').swap16()],
    ['UTF-32', utf32('\ufeffGrüße, 世界')],
    ['UTF-32 big end first', utf32('\ufeffGrüße, 世界').swap32()],
  ])('understands %s', async (_, file) => {
    expect((await plain(file)).text).toBe('Grüße, 世界');
  });

  it.each([
    [
      'windows-1251',
      'cff0e8e2e5f22c20ece8f02120d1eae0e6e8f2e520ede0ec2c20eaeee3e4e020f3f5eee4e8f220efeee5e7e42e',
      'Привет, мир! Скажите нам, когда уходит поезд.',
    ],
    [
      'KOI8-R',
      'f0d2c9d7c5d42c20cdc9d22120f3cbc1d6c9d4c520cec1cd2c20cbcfc7c4c120d5c8cfc4c9d420d0cfc5dac42e',
      'Привет, мир! Скажите нам, когда уходит поезд.',
    ],
    [
      'windows-1253',
      'd4e120f6f5f4dc20f6f4e9dcf7edeff5ed20e6dcf7e1f1e720e1f0fc20f4ef20f6f9f220f4eff520deebe9eff52e',
      'Τα φυτά φτιάχνουν ζάχαρη από το φως του ήλιου.',
    ],
    [
      'Shift_JIS',
      '8ca282cd82e682ad919682e882dc82b78142944c82cd82a282c282e0905182c482a282dc82b78142',
      '犬はよく走ります。猫はいつも寝ています。',
    ],
    [
      'GB18030',
      'd6b2ceefd3c3d1f4b9e2d6c6d4ecccc7a1a3cbfcc3c7b5c4b8f9b4d3cdc1c8c0d6d0cefccbaea1a3',
      '植物用阳光制造糖。它们的根从土壤中吸水。',
    ],
    [
      'Big5',
      'b4d3aaaba751a5ceb6a7a5fabb73b379bf7da143a5a6adccaabaaedab171a467c45ba4a4a76ca6aca4f4a4c0a143',
      '植物利用陽光製造糖。它們的根從土壤中吸收水分。',
    ],
    [
      'EUC-KR',
      'bdc4b9b0c0ba20c7debafbc0b8b7ce20bcb3c5c1c0bb20b8b8b5e7b4d92e20bbd1b8aeb4c220b9b0c0bb20b8b6bdc5b4d92e',
      '식물은 햇빛으로 설탕을 만든다. 뿌리는 물을 마신다.',
    ],
  ])('understands a page of %s', async (_encoding, hex, text) => {
    const page = Buffer.from(`${hex}0a`.repeat(10), 'hex');
    expect((await plain(page)).text).toBe(`${text}\n`.repeat(10));
  });

  it.each([
    'ปลาวาฬเป็นสัตว์เลี้ยงลูกด้วยนมที่อาศัยอยู่ในทะเล มันหายใจด้วยปอด ดวงจันทร์โคจรรอบโลก',
    'น้ำขึ้นน้ำลงเกิดจากแรงดึงดูดของดวงจันทร์ (the Moon) ทุก 12 ชั่วโมง',
    'ประวัติศาสตร์ไทย\nกรุงเทพมหานครเป็นเมืองหลวงของประเทศไทย',
  ])('understands Thai in its old encoding: %s', async (text) => {
    const file = Buffer.from([...text].map((letter) => thaiByte(letter.codePointAt(0) ?? 0)));
    expect((await plain(file)).text).toBe(text);
  });

  it('does not take short Korean for Thai', async () => {
    const korean = Buffer.from('b4e7c0ba20c1b6b7cec0e720c0a7c0cc20b9b0bfa120b6b0bfec', 'hex');
    expect((await plain(korean)).text).not.toMatch(/\p{Script=Thai}/u);
  });

  it('does not take a few Russian capitals for Thai', async () => {
    const capitals = Buffer.from('ccced1cac2c020d0ced1d1c8df', 'hex');
    expect((await plain(capitals)).text).not.toMatch(/\p{Script=Thai}/u);
  });

  it('takes what is not UTF-8 for windows-1252', async () => {
    expect((await plain(Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65, 0x20, 0x80]))).text).toBe('Grüße €');
  });

  it('refuses white space only, and binary content', async () => {
    await expect(plain(Buffer.from(' \n'))).rejects.toMatchObject({ code: 'document_without_text', status: 422 });
    await expect(plain(Buffer.alloc(100))).rejects.toMatchObject({ code: 'unsupported_kind' });
  });

  it('refuses what begins as a text and goes on as something else', async () => {
    const noise = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 73) % 256));
    const file = Buffer.concat([Buffer.alloc(70_000, 'words '), noise]);
    await expect(plain(file)).rejects.toMatchObject({ code: 'unsupported_kind' });
  });

  it('reads a text of exactly the limit and refuses one of a character more', async () => {
    await expect(plain(Buffer.alloc(MAX_TEXT, 'a'))).resolves.toMatchObject({ pages: [] });
    await expect(plain(Buffer.alloc(MAX_TEXT + 1, 'a'))).rejects.toMatchObject({ code: 'document_too_long' });
    await expect(plain(Buffer.alloc(MAX_TEXT * 3 + 1, 'a'))).rejects.toMatchObject({ code: 'document_too_long' });
  });
});
