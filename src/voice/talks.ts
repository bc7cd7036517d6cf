import type { Conversation } from '../ports/conversation-store.ts';
import type { Mode } from '../protocol/common.ts';
import type { LineKind } from './line-kind.ts';
import type { ReadAnswer, WrittenAnswer } from './own-voice.ts';
import type { SpokenQuestion } from './spoken-question.ts';

export interface OpenTalk {
  learnerId: string;
  learnerName: string;
  /** Continues this conversation; a new one is begun when left out. */
  conversationId?: string | undefined;
  mode?: Mode | undefined;
  language?: string | undefined;
}

export interface UserMessage {
  id: string;
  text: string;
  source: 'typed' | 'speech';
  /** Which door it came through, for the metrics; `realtime` when left out. */
  door?: 'realtime' | 'rest' | 'phone' | undefined;
  /** Over which kind of line it is answered aloud; left out: the one over which it was spoken, or the app's where it came through that. */
  line?: LineKind | undefined;
  /** Twilio's id of the call that the answer is given to as text. */
  callSid?: string | undefined;
  /** How it was heard, where it was spoken to the server. */
  spoken?: SpokenQuestion | undefined;
}

/** What can be changed of a talk; what is left out stays. */
export interface TalkOptions {
  mode?: Mode | undefined;
  /** Null: the language that the learner speaks. */
  language?: string | null | undefined;
  /** The documents that it is limited to, which takes the place of a course; null: not to single ones. */
  documentIds?: string[] | null | undefined;
  /** The course that it is limited to, which takes the place of documents; null: to none. */
  courseId?: string | null | undefined;
}

/**
 * The talks that go on: what all doors speak to. Whatever happens in a conversation is told through its event log, in
 * order; these methods return when the request is durably taken, not when the answer is there.
 */
export interface Talks {
  /** Throws `not_found` for a conversation that isn't this learner's, `mode_unavailable` for a mode not taught here. */
  open(request: OpenTalk): Promise<Conversation>;
  /**
   * Stores the message, then appends `accepted`, then runs a turn; while one runs, the next wait their turn (8 at most, then
   * `too_many_waiting`). A known id never runs twice: `accepted` again and, once the turn has ended, its `turn_end`.
   * @returns the ids of the turn that answers it.
   */
  submit(
    conversation: Conversation,
    learnerName: string,
    message: UserMessage,
  ): Promise<{ turnId: string; answerId: string }>;
  /** The learner has stopped speaking and their words are being recognised: what a question is asked upon is read meanwhile. */
  expect(conversation: Conversation): void;
  /** What the recogniser has so far: retrieval may begin. */
  hint(conversation: Conversation, partialText: string): void;
  /**
   * Stops a turn, wherever it runs, and keeps what was heard: the first `heardChars` UTF-16 units, rounded down to a word.
   * Speech outlasts the turn, so an answer can be stopped after its end as well, also when the next question was asked
   * meanwhile: where less was heard than is stored it becomes `interrupted`, or stays `failed`, and another `turn_end` is
   * told. That only ever shortens it. Whatever is asked from then on finds it so. Unknown turns are left as they are.
   */
  interrupt(learnerId: string, conversationId: string, turnId: string, heardChars: number): Promise<void>;
  /**
   * The learner speaks words: what runs in this conversation on this node is over, with what was heard of it, and what was
   * merely being thought of with nothing. What was asked on a call is not spoken over in the app, nor the other way round: it is
   * given to its end, and then the next is answered.
   * @param kind of line over which they speak
   * @param read an answer that their own device was reading to them, which is over as well, wherever it runs or has ended
   */
  speakOver(conversationId: string, kind: LineKind, read?: ReadAnswer & { learnerId: string }): void;
  /** What is written of a turn's answer; undefined where the learner has no such turn in this conversation. */
  written(conversation: Pick<Conversation, 'id' | 'learnerId'>, turnId: string): Promise<WrittenAnswer | undefined>;
  /**
   * The learner has probably finished with these words: an answer may be prepared. Nothing of it is told or stored until
   * `submit` brings the same words; other words, or none, throw it away.
   */
  prepare(conversation: Conversation, learnerName: string, text: string): void;
  /** What was prepared is not wanted, since the learner goes on; except for these very words. */
  unprepare(conversationId: string, exceptFor?: string): void;
  /** Answers the question of an ended turn again. Throws `not_found`, or `turn_running` while it has not ended. */
  regenerate(
    conversation: Conversation,
    learnerName: string,
    messageId: string,
  ): Promise<{ turnId: string; answerId: string }>;
  /** Changes a talk from the next question on, on whatever node it is asked. Throws `mode_unavailable`, or `not_found`. */
  set(conversation: Conversation, options: TalkOptions): Promise<Conversation>;
  /**
   * Deletes a conversation with all that was said in it; what runs in it stops, its sockets close, on whatever node.
   * @returns false when it isn't this learner's.
   */
  remove(learnerId: string, conversationId: string): Promise<boolean>;
  /** Running and waiting turns on this node. */
  readonly active: number;
  /**
   * Takes no new turns, but questions that were said aloud before until `said` resolves; resolves when the running ones have
   * ended, at the latest after `ms`, when they are failed. What comes later is refused as `restarting`.
   */
  drain(ms: number, said?: Promise<void>): Promise<void>;
}
