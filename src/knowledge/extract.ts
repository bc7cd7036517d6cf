import { invalid } from '../errors.ts';
import { cleanText } from '../languages/clean-text.ts';
import type { ExtractedText, TextExtractor } from '../ports/text-extractor.ts';
import { HTML, isImage, isRecording, MARKDOWN, PDF } from '../protocol/document-kinds.ts';
import { documentKind, HEAD_BYTES, refuseBinary } from './document-kind.ts';
import type { Hearing } from './hearing.ts';
import { readScans } from './read-scans.ts';
import type { Sight } from './sight.ts';
import { decodeText, wideEncoding } from './text-encoding.ts';

/** Characters (UTF-16 units) of one document; a book of 2,000 pages has fewer. */
export const MAX_TEXT = 5_000_000;

/** UTF-8 takes no more for one UTF-16 unit, and UTF-16 less. */
const MAX_BYTES_PER_UNIT = 3;
/** Files of text that are longer are not read. */
export const MAX_TEXT_BYTES = MAX_BYTES_PER_UNIT * MAX_TEXT;

/** A picture in Markdown that says nothing of itself. */
const SILENT_PICTURE = /!\[\s{0,9}\]\([^()\n]{0,2000}\)/g;

/** Whose file is read, and what it is. */
interface Source {
  kind: string;
  learnerId: string;
}

/** Reads files of all kinds that a learner may bring. */
export interface Extraction {
  /**
   * The cleaned text of a file. Throws AppError 422 with the reason: `unsupported_kind`, `empty_file`,
   * `document_without_text`, `document_too_long`, `no_vision`, `no_speech_service`, or what the kind's own extractor throws.
   */
  extract(file: Uint8Array, source: Source, signal: AbortSignal): Promise<ExtractedText>;
  /** Throws `no_vision` or `no_speech_service` for a kind that nothing here can read, whatever is in the file. */
  requireReader(kind: string): void;
}

export interface ExtractionDeps {
  /** Those of kinds of text get it as UTF-8, whatever it was in. */
  extractors: readonly TextExtractor[];
  /** Reads what is drawn. Without it, images are refused, and scanned pages are named as unreadable. */
  sight?: Sight | undefined;
  /** Writes recordings down. Without it, they are refused. */
  hearing?: Hearing | undefined;
}

export function createExtraction({ extractors, sight, hearing }: ExtractionDeps): Extraction {
  const byKind = new Map(extractors.map((extractor) => [extractor.kind, extractor]));

  function requireReader(kind: string): void {
    if (isImage(kind) && !sight) throw noVision();
    if (isRecording(kind) && !hearing) throw noSpeechService();
  }

  async function read(file: Uint8Array, { kind, learnerId }: Source, signal: AbortSignal): Promise<ExtractedText> {
    if (isImage(kind)) return cleanText(await readImage(file, learnerId, signal));
    if (hearing && isRecording(kind)) return cleanText(await hearing.transcribe(file, signal));
    const extractor = byKind.get(kind);
    if (!extractor) return cleanText({ text: decode(file, kind), pages: [] });
    const written = await extractor.extract(kind.startsWith('text/') ? Buffer.from(decode(file, kind)) : file, signal);
    if (!written.unreadablePages || !sight) return written;
    return readScans(file, written, sight, { learnerId, signal });
  }

  async function readImage(file: Uint8Array, learnerId: string, signal: AbortSignal): Promise<ExtractedText> {
    if (!sight) throw noVision();
    const text = await sight.read(await sight.pictures.ofImage(file, signal), 'image', learnerId, signal);
    return { text, pages: [] };
  }

  return {
    requireReader,
    async extract(file, source, signal) {
      requireReader(source.kind);
      const cleaned = await read(file, source, signal);
      const said = source.kind === MARKDOWN ? cleaned.text.replace(SILENT_PICTURE, '') : cleaned.text;
      if (said.trim() === '') throw withoutText(source.kind);
      if (cleaned.text.length > MAX_TEXT) throw tooLong();
      return cleaned;
    },
  };
}

function withoutText(kind: string) {
  if (kind === PDF) return invalid('pdf_without_text', 'This PDF holds pictures only, no text that can be read.');
  return invalid('document_without_text', 'There is no text in this document.');
}

function noSpeechService() {
  return invalid('no_speech_service', 'Recordings cannot be written down here: no speech service is set up.');
}

function noVision() {
  return invalid('no_vision', 'Images cannot be read here: no language model that sees is set up.');
}

/** A text in whatever encoding. Refuses what is none. */
function decode(file: Uint8Array, kind: string): string {
  if (file.length > MAX_TEXT_BYTES) throw tooLong();
  documentKind(file.subarray(0, HEAD_BYTES), '');
  // Any bytes are valid in an old code page: what begins like a text may go on as something else.
  if (!wideEncoding(file)) refuseBinary(file);
  return decodeText(file, { isHtml: kind === HTML }).replace(/^\ufeff/, '');
}

function tooLong() {
  return invalid('document_too_long', `The text is longer than ${MAX_TEXT} characters; split it into parts.`);
}
