/** A kind of material that can be read. */
export interface DocumentKind {
  /** Media type, by which it is known everywhere. */
  type: string;
  /** What learners call it. */
  label: string;
  /** Endings that its files usually have; the first is given to files that are downloaded. */
  endings: readonly [string, ...string[]];
}

const OFFICE = 'application/vnd.openxmlformats-officedocument';

export const PDF = 'application/pdf';
export const DOCX = `${OFFICE}.wordprocessingml.document`;
export const PPTX = `${OFFICE}.presentationml.presentation`;
export const EPUB = 'application/epub+zip';
export const HTML = 'text/html';
export const MARKDOWN = 'text/markdown';
export const CSV = 'text/csv';
export const PLAIN = 'text/plain';
export const PNG = 'image/png';
export const JPEG = 'image/jpeg';
export const WEBP = 'image/webp';
export const GIF = 'image/gif';
export const WAV = 'audio/wav';
export const MP3 = 'audio/mpeg';
export const M4A = 'audio/mp4';
export const AAC = 'audio/aac';
export const OGG = 'audio/ogg';
export const FLAC = 'audio/flac';
export const WEBM = 'audio/webm';

/** All that can be read, as it is listed to learners. */
export const documentKinds: readonly DocumentKind[] = [
  { type: PDF, label: 'PDF', endings: ['.pdf'] },
  { type: DOCX, label: 'Word', endings: ['.docx'] },
  { type: PPTX, label: 'PowerPoint', endings: ['.pptx'] },
  { type: EPUB, label: 'EPUB', endings: ['.epub'] },
  { type: HTML, label: 'web page', endings: ['.html', '.htm', '.xhtml'] },
  { type: MARKDOWN, label: 'Markdown', endings: ['.md', '.markdown', '.mdown', '.mkd'] },
  { type: CSV, label: 'table (CSV)', endings: ['.csv', '.tsv'] },
  { type: PLAIN, label: 'text', endings: ['.txt'] },
  { type: PNG, label: 'image', endings: ['.png'] },
  { type: JPEG, label: 'image', endings: ['.jpg', '.jpeg'] },
  { type: WEBP, label: 'image', endings: ['.webp'] },
  { type: GIF, label: 'image', endings: ['.gif'] },
  { type: WAV, label: 'recording', endings: ['.wav'] },
  { type: MP3, label: 'recording', endings: ['.mp3'] },
  { type: M4A, label: 'recording', endings: ['.m4a', '.mp4'] },
  { type: AAC, label: 'recording', endings: ['.aac'] },
  { type: OGG, label: 'recording', endings: ['.ogg', '.opus', '.oga'] },
  { type: FLAC, label: 'recording', endings: ['.flac'] },
  { type: WEBM, label: 'recording', endings: ['.webm'] },
];

/** All labels in a line: `PDF, Word, … or text`. */
export const documentKindsText = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(
  new Set(documentKinds.map((kind) => kind.label)),
);

/** Whether files of a kind are recordings, which a speech service writes down. */
export function isRecording(kind: string): boolean {
  return kind.startsWith('audio/');
}

/** Whether files of a kind are images, which a model looks at. */
export function isImage(kind: string): boolean {
  return kind.startsWith('image/');
}
