import { AppError, invalid } from '../errors.ts';
import {
  CSV,
  DOCX,
  documentKinds,
  documentKindsText,
  EPUB,
  HTML,
  isRecording,
  MARKDOWN,
  PDF,
  PLAIN,
  PPTX,
} from '../protocol/document-kinds.ts';
import { binaryKind } from './binary-kind.ts';
import { isTable } from './table-text.ts';
import { decodeText, wideEncoding } from './text-encoding.ts';
import { zipKind } from './zip-kind.ts';

/** How much of a file's beginning is enough to tell its kind. */
export const HEAD_BYTES = 64 * 1024;
/** Adobe's readers accept junk of up to 1,024 bytes before the mark. */
const PDF_MARK_WITHIN = 1024;
/** More control characters than that, and it is no text. */
const MAX_CONTROL_SHARE = 0.01;
/** A page may begin with comments, or be XHTML. */
const HTML_START =
  /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*(?:<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>])/i;
const OLD_OFFICE_MARK = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/** Name of the stream in which Office keeps what a password locks. */
const LOCKED_OFFICE = Buffer.from('EncryptedPackage', 'utf16le');
/** Kinds whose text, once extracted, has headings with `#`. */
const STRUCTURED: ReadonlySet<string> = new Set([DOCX, PPTX, EPUB, HTML, MARKDOWN]);
/** Kinds that say their title themselves. */
const TITLED: ReadonlySet<string> = new Set([PDF, DOCX, PPTX, EPUB, HTML]);

/**
 * Media type of a file by what is in it; the name only tells Markdown and tables from plain text. Throws `empty_file`,
 * `office_encrypted`, or `unsupported_kind` for whatever cannot be read.
 * @param head its first HEAD_BYTES bytes, or all of it.
 */
export function documentKind(head: Uint8Array, name: string): string {
  if (head.length === 0) throw invalid('empty_file', 'The file is empty.');
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  if (bytes.toString('latin1', 0, PDF_MARK_WITHIN).includes('%PDF-')) return PDF;
  if (OLD_OFFICE_MARK.every((byte, at) => bytes[at] === byte)) throw oldOffice(bytes);
  const packed = zipKind(bytes);
  if (packed) {
    if (packed === 'other') throw unsupported();
    return packed;
  }
  return binaryKind(bytes) ?? textKind(bytes, name);
}

/** Whether the extracted text of a kind has headings with `#`. */
export function hasHeadings(kind: string): boolean {
  return STRUCTURED.has(kind) || isRecording(kind);
}

/** Whether files of a kind carry a title that is worth more than their name. */
export function hasTitle(kind: string): boolean {
  return TITLED.has(kind);
}

function textKind(head: Buffer, name: string): string {
  const isWide = wideEncoding(head) !== undefined;
  if (!isWide) refuseBinary(head);
  // The end of what is looked at may be the middle of a character.
  const text = decodeText(
    isWide ? head.subarray(0, head.length - (head.length % 4)) : head.subarray(0, wholeLines(head)),
    { isHtml: false },
  );
  if (/^\s*\{\\rtf/.test(text)) throw unsupported();
  if (HTML_START.test(text.replace(/^\ufeff/, ''))) return HTML;
  const named = documentKinds.find((kind) => kind.endings.some((ending) => name.toLowerCase().endsWith(ending)))?.type;
  if (named === MARKDOWN) return MARKDOWN;
  return isTable(text, { isNamedSo: named === CSV }) ? CSV : PLAIN;
}

/** Length of the lines that are whole, or of everything where there is one line only. */
function wholeLines(head: Buffer): number {
  const end = head.length < HEAD_BYTES ? head.length : head.lastIndexOf(0x0a) + 1;
  return end === 0 ? head.length : end;
}

/** Throws `unsupported_kind` for bytes among which too many are control characters. */
export function refuseBinary(bytes: Uint8Array): void {
  if (controlShare(bytes) > MAX_CONTROL_SHARE) throw unsupported();
}

function unsupported(): AppError {
  return new AppError({
    code: 'unsupported_kind',
    status: 415,
    message: `Only these kinds of files can be read: ${documentKindsText}.`,
  });
}

function oldOffice(head: Buffer): AppError {
  if (head.includes(LOCKED_OFFICE)) {
    return invalid('office_encrypted', 'This file is protected by a password. Remove the password and try again.');
  }
  return new AppError({
    code: 'unsupported_kind',
    status: 415,
    message: 'Files of old Office programs cannot be read. Save it as DOCX, PPTX or PDF and try again.',
  });
}

/** Bytes that stand in no text: C0 controls but tab, line feed, vertical tab, form feed, return and escape. */
function controlShare(bytes: Uint8Array): number {
  let controls = 0;
  for (const byte of bytes)
    if ((byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b) || byte === 0x7f) controls += 1;
  return controls / bytes.length;
}
