import { toPcm16Bytes } from './pcm16.ts';

const HEADER_BYTES = 44;

/** A WAV file (RIFF, PCM, 16 bit, mono) of pieces of sound that follow each other. */
export function toWav(pieces: readonly Int16Array[], sampleRate: number): Uint8Array<ArrayBuffer> {
  const dataBytes = 2 * pieces.reduce((sum, { length }) => sum + length, 0);
  const file = new Uint8Array(HEADER_BYTES + dataBytes);
  const view = new DataView(file.buffer);
  const text = (offset: number, value: string) => file.set(Buffer.from(value, 'latin1'), offset);
  text(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, dataBytes, true);
  let offset = HEADER_BYTES;
  for (const piece of pieces) {
    file.set(toPcm16Bytes(piece), offset);
    offset += piece.length * 2;
  }
  return file;
}
