import { z } from 'zod';

/** Ids are UUIDs; the server makes version 7. */
export const Id = z.uuid();

/** How the tutor behaves; see LEARNING in docs/architecture.md. */
export const Mode = z.enum(['tutor', 'explain', 'quiz', 'review', 'capture']);
export type Mode = z.infer<typeof Mode>;

/** A BCP 47 tag, e.g. `en`, `pt-BR`, `zh-Hans`; no longer than what is stored. */
export const Language = z
  .string()
  .max(64)
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language tag such as en or pt-BR');

/** How long a learner is waited for who pauses while they speak; `patient` by default. */
export const Patience = z.enum(['patient', 'quick']);
export type Patience = z.infer<typeof Patience>;

/** ISO 8601 instant in UTC. */
export const Instant = z.iso.datetime();

/** Milliseconds; null where the stage did not happen in this turn. */
const Stage = z.number().nonnegative().nullable();

/** Where the time of a turn went, in milliseconds from the moment the learner had finished, per stage. */
export const Timings = z.object({
  endOfTurnMs: Stage,
  sttMs: Stage,
  retrievalMs: Stage,
  modelFirstTokenMs: Stage,
  firstSentenceMs: Stage,
  ttsFirstByteMs: Stage,
  firstAudioMs: Stage,
});
export type Timings = z.infer<typeof Timings>;

export const Usage = z.object({
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  cachedTokens: z.int().nonnegative(),
  costUsd: z.number().nonnegative(),
});
export type Usage = z.infer<typeof Usage>;

/** One part of the tutor as a client sees it. */
export const ServiceState = z.enum(['ok', 'degraded', 'off']);
export type ServiceState = z.infer<typeof ServiceState>;

export const Services = z.object({
  model: ServiceState,
  stt: ServiceState,
  tts: ServiceState,
  vectors: ServiceState,
  embedder: ServiceState,
});
export type Services = z.infer<typeof Services>;

/**
 * A passage of the learner's material, as shown beside an answer. `n` is its number in the answer, from 1;
 * `start` and `end` are UTF-16 offsets: `content.slice(start, end)` is the passage's text and `quote` lies in it.
 */
export const PassageReference = z.object({
  n: z.int().positive(),
  passageId: Id,
  documentId: Id,
  title: z.string(),
  page: z.int().positive().optional(),
  start: z.int().nonnegative(),
  end: z.int().positive(),
  quote: z.string(),
});
export type PassageReference = z.infer<typeof PassageReference>;

/**
 * A kept citation: the passage it names, the sentence of the answer it stands behind, and the words quoted. `at` is the
 * UTF-16 offset in the answer's text at which that sentence ends; absent while the answer is being given.
 */
export const Citation = PassageReference.extend({
  sentence: z.int().nonnegative(),
  at: z.int().nonnegative().optional(),
});
export type Citation = z.infer<typeof Citation>;

/** Something said in another talk that an answer takes up, and what it is called. */
export const EarlierTalk = z.object({ conversationId: Id, messageId: Id, name: z.string() });
export type EarlierTalk = z.infer<typeof EarlierTalk>;
