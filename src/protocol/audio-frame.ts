/** `[1 byte kind][4 bytes turn, big-endian][2 bytes sentence][2 bytes sequence]`, then PCM16 little-endian. */
export const AUDIO_HEADER_BYTES = 9;

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

export const AudioKind = { learner: 1, tutor: 2 } as const;

/** One binary frame: 20 to 100 ms of sound. */
export interface AudioFrame {
  kind: (typeof AudioKind)[keyof typeof AudioKind];
  /** Number of the turn, 0 for the learner's audio. */
  turn: number;
  /** Index of the sentence, 0 for the learner's audio. */
  sentence: number;
  /** Rises by one from 0: within a sentence for the tutor's audio, within a stretch of speech for the learner's. */
  sequence: number;
  /** Samples of two bytes each, at least one. */
  pcm: Uint8Array;
}

/** @returns undefined for what is no audio frame: too short, an unknown kind, half a sample. */
export function parseAudioFrame(bytes: Uint8Array): AudioFrame | undefined {
  const pcm = bytes.subarray(AUDIO_HEADER_BYTES);
  if (pcm.length === 0 || pcm.length % 2 !== 0) return undefined;
  const view = viewOf(bytes);
  const kind = view.getUint8(0);
  if (kind !== AudioKind.learner && kind !== AudioKind.tutor) return undefined;
  return { kind, turn: view.getUint32(1), sentence: view.getUint16(5), sequence: view.getUint16(7), pcm };
}

/** The frame's bytes. Numbers beyond their field wrap around. */
export function encodeAudioFrame(frame: AudioFrame): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(AUDIO_HEADER_BYTES + frame.pcm.length);
  const view = viewOf(bytes);
  view.setUint8(0, frame.kind);
  view.setUint32(1, frame.turn);
  view.setUint16(5, frame.sentence);
  view.setUint16(7, frame.sequence);
  bytes.set(frame.pcm, AUDIO_HEADER_BYTES);
  return bytes;
}

/** The samples of a frame, copied: what holds the frame's bytes may be used again. */
export function samplesOf(pcm: Uint8Array): Int16Array {
  const samples = new Int16Array(pcm.length >> 1);
  if (LITTLE_ENDIAN) new Uint8Array(samples.buffer).set(pcm.subarray(0, samples.byteLength));
  else for (let at = 0; at < samples.length; at += 1) samples[at] = viewOf(pcm).getInt16(2 * at, true);
  return samples;
}

/** Samples as the bytes of a frame; the same memory where the machine's own order allows it. */
export function pcmOf(samples: Int16Array): Uint8Array {
  const pcm = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  if (LITTLE_ENDIAN) return pcm;
  const swapped = new Uint8Array(samples.byteLength);
  for (const [at, sample] of samples.entries()) viewOf(swapped).setInt16(2 * at, sample, true);
  return swapped;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
