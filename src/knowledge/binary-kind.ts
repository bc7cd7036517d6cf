import { AAC, FLAC, GIF, JPEG, M4A, MP3, OGG, PNG, WAV, WEBM, WEBP } from '../protocol/document-kinds.ts';

/** How files begin, in hexadecimal digits. */
const MARKS: readonly { kind: string; mark: RegExp }[] = [
  { kind: PNG, mark: /^89504e470d0a1a0a/ },
  { kind: JPEG, mark: /^ffd8ff/ },
  { kind: GIF, mark: /^47494638(?:37|39)61/ },
  { kind: WEBP, mark: /^52494646.{8}57454250/ },
  { kind: WAV, mark: /^52494646.{8}57415645/ },
  // A title may stand before the sound.
  { kind: MP3, mark: /^(?:494433|fff[23ab]|ffe[23ab])/ },
  { kind: AAC, mark: /^fff[0189]/ },
  // Pictures of telephones (HEIC, AVIF) begin likewise.
  { kind: M4A, mark: /^.{8}66747970(?!6865|6d6966|6d7366|61766966)/ },
  { kind: OGG, mark: /^4f676753/ },
  { kind: FLAC, mark: /^664c6143/ },
  { kind: WEBM, mark: /^1a45dfa3/ },
];

/** The kind of an image or a recording by its first bytes; undefined for anything else. */
export function binaryKind(head: Buffer): string | undefined {
  const start = head.toString('hex', 0, 64);
  return MARKS.find(({ mark }) => mark.test(start))?.kind;
}
