import { AppError } from '../errors.ts';
import { guessLanguage } from '../languages/guess.ts';
import type { Conversation } from '../ports/conversation-store.ts';
import type { ClientMessage } from '../protocol/client-messages.ts';
import { speechNotice } from '../voice/speech-notices.ts';
import type { Talks } from '../voice/talks.ts';
import type { VoiceLine } from '../voice/voice-line.ts';

/** Who asks, and in which conversation. */
export interface Speaker {
  conversation: Conversation;
  learnerName: string;
  /** Undefined on a connection of text alone. */
  voice: VoiceLine | undefined;
  /** The language that the learner's last message seems to be in. */
  language?: string | undefined;
}

/**
 * Does what a client's message asks for, once its conversation is open. Throws AppError for what is refused.
 * @returns the conversation where it was changed.
 */
export async function carryOut(
  talks: Talks,
  speaker: Speaker,
  message: ClientMessage,
): Promise<Conversation | undefined> {
  const { conversation, learnerName, voice } = speaker;
  switch (message.type) {
    case 'hello':
      throw refused('already_open', 409, 'This socket has its conversation. Open another socket for another one.');
    case 'user_text':
      speaker.language = guessLanguage(message.text) ?? speaker.language;
      await talks.submit(conversation, learnerName, { id: message.id, text: message.text, source: message.source });
      return undefined;
    case 'partial_text':
      talks.hint(conversation, message.text);
      return undefined;
    case 'interrupt':
      if (voice?.stopAside(message.turnId)) return undefined;
      await talks.interrupt(conversation.learnerId, conversation.id, message.turnId, message.heardChars);
      return undefined;
    case 'regenerate':
      await talks.regenerate(conversation, learnerName, message.messageId);
      return undefined;
    case 'set':
      return talks.set(conversation, { mode: message.mode, language: message.language });
    case 'speech_start':
      if (!voice?.hears) throw speechUnavailable(speaker);
      if (message.again) await voice.speechAgain(message.id);
      else voice.speechStart(message.id);
      return undefined;
    case 'speech_end':
      voice?.speechEnd(message.id, { done: message.done, silentMs: message.silentMs });
      return undefined;
    case 'speech_cancel':
      voice?.speechCancel(message.id);
      return undefined;
    case 'playback':
      voice?.playback(message);
      return undefined;
    case 'ack':
      return undefined;
  }
}

/** In the talk's language, else in that of what the learner wrote last. */
export function speechUnavailable({ conversation, language }: Speaker): AppError {
  const code = 'speech_unavailable';
  return refused(code, 503, speechNotice(code, conversation.language ?? language));
}

export function unknownMessage(): AppError {
  return refused('unknown_message', 400, 'This server doesn’t know such a message.');
}

function refused(code: string, status: number, message: string): AppError {
  return new AppError({ code, status, message });
}
