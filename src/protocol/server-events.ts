import { z } from 'zod';
import { EarlierTalk, Id, PassageReference, Services, Timings, Usage } from './common.ts';

export const TurnStatus = z.enum(['complete', 'interrupted', 'failed']);
export type TurnStatus = z.infer<typeof TurnStatus>;

const Accepted = z.object({ type: z.literal('accepted'), id: Id });
const TranscriptEvent = z.object({
  type: z.literal('transcript'),
  id: Id,
  text: z.string(),
  final: z.boolean(),
});
const State = z.object({ type: z.literal('state'), state: z.enum(['listening', 'thinking', 'speaking']) });
const Passages = z.object({ type: z.literal('passages'), turnId: Id, passages: z.array(PassageReference) });
const Delta = z.object({ type: z.literal('delta'), turnId: Id, text: z.string() });
const Sentence = z.object({
  type: z.literal('sentence'),
  turnId: Id,
  index: z.int().nonnegative(),
  text: z.string(),
  durationMs: z.number().nonnegative().optional(),
  /** Where the sentence is spoken: the number that its audio frames carry. */
  turn: z.int().positive().max(0xffff_ffff).optional(),
});
const CitationEvent = z.object({
  type: z.literal('citation'),
  turnId: Id,
  n: z.int().positive(),
  sentence: z.int().nonnegative(),
  quote: z.string(),
});
const Proposal = z.object({
  type: z.literal('proposal'),
  turnId: Id,
  kind: z.enum(['card', 'goal', 'memory']),
  item: z.record(z.string(), z.unknown()),
});
const TurnEnd = z.object({
  type: z.literal('turn_end'),
  turnId: Id,
  messageId: Id,
  status: TurnStatus,
  heardText: z.string(),
  timings: Timings,
  usage: Usage,
  earlierTalk: EarlierTalk.optional(),
});
/**
 * `earlier_talk` names what the answer takes up: something said in another conversation. `turnId` and `turn` are there where
 * the message is also heard: its sound comes like that of a turn's sentence 0, whose end a `state` of `listening` tells.
 * `voice_failed` names the `turn` and the `sentence` with which a client that has a voice of its own goes on.
 */
const Notice = z.object({
  type: z.literal('notice'),
  code: z.string(),
  message: z.string(),
  conversationId: Id.optional(),
  messageId: Id.optional(),
  turnId: Id.optional(),
  turn: z.int().positive().max(0xffff_ffff).optional(),
  sentence: z.int().nonnegative().optional(),
});
export type Notice = z.infer<typeof Notice>;
/**
 * To a client that `keepsSpeech`: how much sound of a stretch has come, ms, about once a second and at its end. `settled`: it is
 * stored as (part of) a message, or was nothing, or its learner was told that it is lost: no need to keep it any longer.
 */
const SpeechAck = z.object({
  type: z.literal('speech_ack'),
  id: Id,
  receivedMs: z.number().nonnegative(),
  settled: z.boolean(),
});
export type SpeechAck = z.infer<typeof SpeechAck>;
const ErrorEvent = z.object({
  type: z.literal('error'),
  code: z.string(),
  message: z.string(),
  retryable: z.boolean(),
  requestId: z.string(),
});

/** What happens in a conversation; each is kept in its event log and gets an offset there. */
export const ConversationEvent = z.discriminatedUnion('type', [
  Accepted,
  TranscriptEvent,
  State,
  Passages,
  Delta,
  Sentence,
  CitationEvent,
  Proposal,
  TurnEnd,
  Notice,
  SpeechAck,
  ErrorEvent,
]);
export type ConversationEvent = z.infer<typeof ConversationEvent>;

/** A conversation's event as it travels: with its place in the log. */
export type LoggedEvent = ConversationEvent & { offset: number };

/** First answer to `hello`. `offset` is the last one given out; it uses up none itself. */
export const Ready = z.object({
  type: z.literal('ready'),
  conversationId: Id,
  epoch: z.string(),
  offset: z.int().nonnegative(),
  resumed: z.boolean(),
  services: Services,
  /** Whether the server's voice can be asked to speak slower or faster. */
  changesSpeed: z.boolean().optional(),
  /** Whether the server says in `speech_ack` what it has of a learner's speech. */
  acknowledgesSpeech: z.boolean().optional(),
});
export type Ready = z.infer<typeof Ready>;

/** Everything a server may say. Only `ready`, `speech_ack`, and a `notice` or `error` about the connection alone, have no offset. */
export const ServerEvent = z.union([
  Ready,
  z.intersection(ConversationEvent, z.object({ offset: z.int().positive().optional() })),
]);
export type ServerEvent = z.infer<typeof ServerEvent>;
