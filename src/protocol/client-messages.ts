import { z } from 'zod';
import { Id, Language, Mode, Patience } from './common.ts';
import { MAX_SILENT_MS, MAX_USER_TEXT } from './limits.ts';

/** Where a client left off: the epoch it knew and the last offset it has stored. */
export const ResumePoint = z.object({ epoch: z.string().min(1).max(64), offset: z.int().nonnegative() });
export type ResumePoint = z.infer<typeof ResumePoint>;

/** How fast the server's voice speaks, from the next answer on; 1 is its own pace. Heeded as far as the voice can. */
const Speed = z.number().min(0.5).max(2);

export const Hello = z.object({
  type: z.literal('hello'),
  conversationId: Id.optional(),
  resume: ResumePoint.optional(),
  mode: Mode.optional(),
  language: Language.optional(),
  audioIn: z.enum(['none', 'pcm16/16000']).default('none'),
  audioOut: z.enum(['none', 'pcm16/24000']).default('none'),
  patience: Patience.optional(),
  speed: Speed.optional(),
  /** The client has a voice of its own, and goes on with it where the server's fails in the middle of an answer. */
  ownVoice: z.boolean().optional(),
  /**
   * The client keeps what its learner says until `speech_ack` settles it, and sends over its next line, under the same id and
   * from its beginning, what was not. A voice that this line breaks off in its middle is waited for.
   */
  keepsSpeech: z.boolean().optional(),
});
export type Hello = z.infer<typeof Hello>;

/** A whole user message. Repeating an `id` never runs a second turn. */
export const UserText = z.object({
  type: z.literal('user_text'),
  id: Id,
  text: z
    .string()
    .max(MAX_USER_TEXT)
    .refine((text) => text.trim() !== '', 'must hold more than white space'),
  source: z.enum(['typed', 'speech']),
});
export type UserText = z.infer<typeof UserText>;

const PartialText = z.object({ type: z.literal('partial_text'), text: z.string().max(MAX_USER_TEXT) });
/** `again`: this stretch was sent before, over another line, and is sent once more from its beginning. */
const SpeechStart = z.object({ type: z.literal('speech_start'), id: Id, again: z.boolean().optional() });
/** The voice stopped. `done`: the learner says themself that they have finished, so nobody waits for more. */
const SpeechEnd = z.object({
  type: z.literal('speech_end'),
  id: Id,
  done: z.boolean().optional(),
  /** Silence that had already passed when this was sent, ms: the voice stopped that much earlier. */
  silentMs: z.number().min(0).max(MAX_SILENT_MS).optional(),
});
const SpeechCancel = z.object({ type: z.literal('speech_cancel'), id: Id });

/** The learner spoke over the tutor or pressed stop, having heard (or read) this many characters of the answer. */
const Interrupt = z.object({
  type: z.literal('interrupt'),
  turnId: Id,
  heardChars: z.int().nonnegative(),
});

/** What has really been played of a sentence: at most every 250 ms, at once when it is done, and when playing pauses. */
const Playback = z.object({
  type: z.literal('playback'),
  turnId: Id,
  sentence: z.int().nonnegative(),
  playedMs: z.number().nonnegative(),
  done: z.boolean(),
  /** Where the client's own voice says it, after the server's has failed: characters of the sentence that were said. */
  chars: z.int().nonnegative().optional(),
  /**
   * Where the client's own voice reads an answer that the server only writes: characters of the whole answer that were heard.
   * Told when a sentence begins, as it goes on, and before `speech_start`; `done` says that the voice is silent now, at the
   * answer's end or because it was stopped.
   */
  heardChars: z.int().nonnegative().optional(),
});
export type Playback = z.infer<typeof Playback>;

const Regenerate = z.object({ type: z.literal('regenerate'), messageId: Id });
const SetOptions = z.object({
  type: z.literal('set'),
  mode: Mode.optional(),
  language: Language.optional(),
  voice: z.string().max(100).optional(),
  speed: Speed.optional(),
  patience: Patience.optional(),
  /**
   * Whether the tutor may speak up by itself when nothing is said for long; not, unless this is sent. True while a learner
   * listens hands-free, false while they are muted, type, or don't see the page.
   */
  speakUp: z.boolean().optional(),
  /**
   * Whether the learner has put the tutor on hold, as from the lock screen: what is spoken stands still until this is false, and
   * a player that tells of no progress is not taken to be gone. A new connection has to be told again.
   */
  onHold: z.boolean().optional(),
});
const Ack = z.object({ type: z.literal('ack'), offset: z.int().nonnegative() });

/** Everything a client may say, by `type`. */
export const ClientMessage = z.discriminatedUnion('type', [
  Hello,
  UserText,
  PartialText,
  SpeechStart,
  SpeechEnd,
  SpeechCancel,
  Interrupt,
  Playback,
  Regenerate,
  SetOptions,
  Ack,
]);
export type ClientMessage = z.infer<typeof ClientMessage>;
