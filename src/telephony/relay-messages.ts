import { z } from 'zod';
import { MAX_USER_TEXT } from '../protocol/limits.ts';
import { frameReader } from './frame-reader.ts';

/** What Twilio says on a ConversationRelay socket. Numbers may come as strings, and more fields than are named here. */
const RelayMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('setup'),
    sessionId: z.string().max(64),
    callSid: z.string().max(64),
    from: z.string().max(64).default(''),
    customParameters: z.record(z.string(), z.string()).default({}),
  }),
  z.object({
    type: z.literal('prompt'),
    voicePrompt: z.string().transform((text) => text.slice(0, MAX_USER_TEXT)),
    last: z.boolean().default(true),
  }),
  z.object({ type: z.literal('dtmf'), digit: z.string().regex(/^[0-9*#A-D]$/) }),
  z.object({ type: z.literal('interrupt'), utteranceUntilInterrupt: z.string().default('') }),
  /** Undocumented: told where an operator has asked for `debug=speaker-events`. */
  z.object({ type: z.literal('info'), name: z.string().default(''), value: z.coerce.string().default('') }),
  z.object({ type: z.literal('error'), description: z.string().default('') }),
]);
export type RelayMessage = z.infer<typeof RelayMessage>;
export type RelaySetup = Extract<RelayMessage, { type: 'setup' }>;

export const readRelayMessage = frameReader(RelayMessage, 'type');

/** What we say. */
export type RelayReply =
  | { type: 'text'; token: string; last: boolean; lang?: string }
  | { type: 'language'; ttsLanguage: string; transcriptionLanguage: string }
  | { type: 'end'; handoffData?: string };
