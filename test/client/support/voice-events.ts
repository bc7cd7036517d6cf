import type { VoiceEvents } from '../../../src/client/speech/voice.ts';

/** Writes down what a voice tells, as words. */
export function voiceEvents(): { told: string[]; events: VoiceEvents } {
  const told: string[] = [];
  return {
    told,
    events: {
      speaking: (progress) =>
        told.push(progress ? `${progress.index}: ${progress.text.slice(0, progress.said)}|` : 'silent'),
      played: ({ turnId, sentence, playedMs, done, heardChars }) => {
        const heard = heardChars === undefined ? '' : ` heard ${heardChars}`;
        told.push(`played ${turnId} ${sentence} ${Math.round(playedMs)}${heard}${done ? ' done' : ''}`);
      },
      level: () => undefined,
      problem: (text) => told.push(`problem: ${text}`),
    },
  };
}
