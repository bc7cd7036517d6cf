import type { Hello } from '../protocol/client-messages.ts';
import { type SpeechNotice, speechNotice } from '../voice/speech-notices.ts';
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
  { audioIn, audioOut, ownVoice, keepsSpeech }: Hello,
  { told, ...facts }: LineFacts,
): VoiceLine | undefined {
  const wantsToBeHeard = audioIn !== 'none';
  const wantsToHear = audioOut !== 'none';
  const tell = (code: SpeechNotice) => facts.notice(code, speechNotice(code, facts.conversation.language));
  if (wantsToBeHeard && !voices.hears) tell('speech_unavailable');
  if (wantsToHear && !voices.speaks) tell('voice_unavailable');
  const hears = wantsToBeHeard && voices.hears;
  const speaks = wantsToHear && voices.speaks;
  if (!hears && !speaks) {
    voices.read(facts.conversation.id);
    return undefined;
  }
  return voices.open({
    ...facts,
    audioIn: hears,
    keepsSpeech,
    acknowledge: (ack) => line.send({ type: 'speech_ack', ...ack }),
    audioOut: speaks ? new SocketSound(line, told, ownVoice) : undefined,
  });
}
