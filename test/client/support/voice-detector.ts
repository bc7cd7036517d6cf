import { VoiceDetector } from '../../../src/client/audio/voice-detector.ts';

/** A detector whose model is told how much speech is in a frame; of other frames it is their first sample. */
export function detector(earlierDb?: number) {
  const kept: number[] = [];
  const devices = { earlierDb };
  const memory = { recall: async () => devices.earlierDb, keep: (db: number) => kept.push(Math.round(db)) };
  const told: string[] = [];
  const speechIn = new WeakMap<Float32Array, number>();
  const model = { broken: false, resets: 0 };
  const heard = new VoiceDetector(
    {
      process: async (frame) => {
        if (model.broken) throw new Error('no model');
        const isSpeech = speechIn.get(frame) ?? frame[0] ?? 0;
        return { isSpeech, notSpeech: 1 - isSpeech };
      },
      reset_state: () => {
        model.resets += 1;
      },
    },
    {
      voice: () => told.push('voice'),
      silence: (ms) => told.push(`silence ${ms}`),
      misfire: () => told.push('misfire'),
      failed: () => told.push('failed'),
    },
    { memory },
  );
  const hear = async (probability: number, ms: number, level = 0.1) => {
    for (let at = 0; at < ms; at += 32) {
      const frame = new Float32Array(512).fill(level);
      speechIn.set(frame, probability);
      heard.frame(frame);
      await heard.idle();
    }
  };
  return { heard, told, hear, model, kept, devices };
}
