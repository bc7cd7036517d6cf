const RATE = 8_000;
/** Chromium takes what is shorter than five seconds for a mere signal, and shows nothing of it on the lock screen. */
const SECONDS = 10;
const HEADER = 44;

/** A recording of nothing: WAV, 16 bit, mono. */
export function silentRecording(): Blob {
  const bytes = RATE * SECONDS * 2;
  const header = new DataView(new ArrayBuffer(HEADER));
  const text = (at: number, letters: string) => {
    for (const [offset, letter] of [...letters].entries()) header.setUint8(at + offset, letter.charCodeAt(0));
  };
  text(0, 'RIFF');
  header.setUint32(4, HEADER - 8 + bytes, true);
  text(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, 1, true);
  header.setUint32(24, RATE, true);
  header.setUint32(28, RATE * 2, true);
  header.setUint16(32, 2, true);
  header.setUint16(34, 16, true);
  text(36, 'data');
  header.setUint32(40, bytes, true);
  return new Blob([header.buffer, new Uint8Array(bytes)], { type: 'audio/wav' });
}
