import { deflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';
import { pdfOf, streamOf } from './pdf-scan.ts';

export interface PdfOptions {
  title?: string;
  password?: string;
}

/** A real PDF with one page for each string; an empty string makes a page with a drawing and no text. */
export async function makePdf(pages: string[], options: PdfOptions = {}): Promise<Buffer> {
  const pdf = new PDFDocument({
    autoFirstPage: false,
    ...(options.title ? { info: { Title: options.title } } : {}),
    ...(options.password ? { userPassword: options.password } : {}),
  });
  const parts: Buffer[] = [];
  pdf.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise((resolve) => pdf.on('end', resolve));
  for (const text of pages) {
    pdf.addPage();
    if (text === '') pdf.rect(100, 100, 200, 200).fill('gray');
    else pdf.fontSize(12).text(text);
  }
  pdf.end();
  await ended;
  return Buffer.concat(parts);
}

/** A real PDF in which each page is written, or scanned: then all of it is a picture. */
export async function makeScan(pages: ({ text: string } | { scan: Buffer })[]): Promise<Buffer> {
  return drawPdf(
    ...pages.map((page) => (pdf: PDFKit.PDFDocument) => {
      if ('text' in page) pdf.text(page.text, 72, 72);
      else pdf.image(page.scan, 0, 0, { width: pdf.page.width, height: pdf.page.height });
    }),
  );
}

/** A real PDF of pages on which anything is drawn, without margins; y goes down from the top. */
export async function drawPdf(...pages: ((pdf: PDFKit.PDFDocument) => void)[]): Promise<Buffer> {
  const pdf = new PDFDocument({ autoFirstPage: false, margin: 0 });
  const parts: Buffer[] = [];
  pdf.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise((resolve) => pdf.on('end', resolve));
  for (const draw of pages) {
    pdf.addPage().fontSize(10);
    draw(pdf);
  }
  pdf.end();
  await ended;
  return Buffer.concat(parts);
}

export interface BookPage {
  left: string;
  right: string;
}

/** A real PDF of two columns a page, with a running header, and a footer with the page's number. */
export async function makeBook(pages: readonly BookPage[]): Promise<Buffer> {
  const pdf = new PDFDocument({ autoFirstPage: false, margin: 20 });
  const parts: Buffer[] = [];
  pdf.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise((resolve) => pdf.on('end', resolve));
  for (const [index, { left, right }] of pages.entries()) {
    pdf.addPage().fontSize(11);
    pdf.text('Animals of the sea', 72, 30, { lineBreak: false });
    pdf.text(left, 72, 90, { width: 210 });
    pdf.text(right, 320, 90, { width: 210 });
    pdf.text(`Page ${index + 7} of the book`, 72, 740, { lineBreak: false });
  }
  pdf.end();
  await ended;
  return Buffer.concat(parts);
}

/** A small PDF whose one page is a content stream that unpacks to `bytes` bytes of drawing commands. */
export function makePdfBomb(bytes: number): Buffer {
  const stream = deflateSync(Buffer.alloc(bytes, '0 0 m 9 9 l S\n'), { level: 9 });
  return pdfOf([
    Buffer.from('<</Type/Catalog/Pages 2 0 R>>'),
    Buffer.from('<</Type/Pages/Kids[3 0 R]/Count 1>>'),
    Buffer.from('<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R>>'),
    streamOf('/Filter/FlateDecode', stream),
  ]);
}
