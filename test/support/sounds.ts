import { execFileSync } from 'node:child_process';

/** Samples a second of every sound here. */
export const SOUND_RATE = 16_000;

const RAW = ['-t', 'raw', '-r', String(SOUND_RATE), '-e', 'signed', '-b', '16', '-c', '1'];
/** The same noise each time. */
const SEEDED = ['-R'];

function sox(args: string[], input?: Buffer): Int16Array {
  const raw = execFileSync('sox', [...SEEDED, ...args], { ...(input && { input }), maxBuffer: 64 * 1024 * 1024 });
  return Int16Array.from({ length: raw.length >> 1 }, (_, at) => raw.readInt16LE(at * 2));
}

/** A sentence said by espeak-ng, with a second of silence before and after it. */
export function said(text: string, voice = 'en'): Int16Array {
  const wav = execFileSync('espeak-ng', ['-v', voice, '--stdout', text], { maxBuffer: 64 * 1024 * 1024 });
  return sox(['-t', 'wav', '-', ...RAW, '-', 'pad', '1', '1'], wav);
}

export function silence(seconds: number): Int16Array {
  return new Int16Array(seconds * SOUND_RATE);
}

/** @param kind as sox knows it */
export function noise(kind: 'whitenoise' | 'pinknoise' | 'brownnoise', seconds: number, volume: number): Int16Array {
  return sox(['-n', ...RAW, '-', 'synth', String(seconds), kind, 'vol', String(volume)]);
}

/** Two loud bursts of noise that fade, a second of silence around them: what a cough looks like to a meter. */
export function cough(): Int16Array {
  const burst = ['synth', '0.25', 'pinknoise', 'fade', 't', '0.01', '0.25', '0.2', 'vol', '0.9'];
  return sox(['-n', ...RAW, '-', ...burst, 'repeat', '1', 'pad', '1', '1']);
}

/** Pieces of this many samples; what is left over at the end is dropped. */
export function pieces(samples: Int16Array, size: number): Int16Array[] {
  return Array.from({ length: Math.floor(samples.length / size) }, (_, at) =>
    samples.subarray(at * size, (at + 1) * size),
  );
}
