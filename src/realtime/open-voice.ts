import type { Hello } from '../protocol/client-messages.ts';
import type { OpenLine, VoiceLine, VoiceLines } from '../voice/voice-line.ts';
import type { SocketLine } from './socket-line.ts';
import { SocketSound } from './socket-sound.ts';

type LineFacts = Omit<OpenLine, 'audioIn' | 'audioOut'> & {
  /** Offset of the last event that the client has. */
  told: () => number;
};

/**
 * Opens the spoken line that a client asked for, as far as the server can hear and speak; what it can't is said in a notice,
 * and goes on as text. @returns undefined for a connection of text alone.
 */
export function openVoice(
  voices: VoiceLines,
  line: SocketLine,
  { audioIn, audioOut }: Hello,
  { told, ...facts }: LineFacts,
): VoiceLine | undefined {
  const wantsToBeHeard = audioIn !== 'none';
  const wantsToHear = audioOut !== 'none';
  if (wantsToBeHeard && !voices.hears) {
    facts.notice('speech_unavailable', 'The server can’t hear. Speak through the browser, or type.');
  }
  if (wantsToHear && !voices.speaks) {
    facts.notice('voice_unavailable', 'The server can’t speak. The answers come as text.');
  }
  const hears = wantsToBeHeard && voices.hears;
  const speaks = wantsToHear && voices.speaks;
  if (!hears && !speaks) return undefined;
  return voices.open({ ...facts, audioIn: hears, audioOut: speaks ? new SocketSound(line, told) : undefined });
}
