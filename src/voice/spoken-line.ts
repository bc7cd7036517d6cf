import { setImmediate as nextPhase } from 'node:timers/promises';
import { guessLanguage } from '../languages/guess.ts';
import type { Conversation } from '../ports/conversation-store.ts';
import type { Playback } from '../protocol/client-messages.ts';
import type { Patience } from '../spoken/listen/endpointing.ts';
import { type LineKind, roomOf } from './line-kind.ts';
import { LineLog } from './line-log.ts';
import type { Ear, EarLine, EarSink, SpeechAck, TutorActivity, Utterance } from './listen/ear-types.ts';
import { OwnVoice } from './own-voice.ts';
import type { AudioOut } from './speak/audio-out.ts';
import { speechNotice } from './speech-notices.ts';
import type { SpokenLineParts } from './spoken-line-parts.ts';
import { untilStored } from './until-stored.ts';
import type { LineOptions, OpenLine, VoiceLine } from './voice-line.ts';

/** See the interface. What the ear tells becomes questions, holds and interruptions; sound goes to the conversation's voices. */
export class SpokenLine implements VoiceLine, EarSink {
  readonly out: AudioOut | undefined;
  readonly kind: LineKind;
  readonly #parts: SpokenLineParts;
  readonly #line: OpenLine;
  readonly #ear: Ear | undefined;
  readonly #log: LineLog;
  readonly #own: OwnVoice;
  readonly #detach: () => void;
  readonly #room: string;
  #conversation: Conversation;
  #voice: string | undefined;
  #speed: number | undefined;
  #patience: Patience;
  #speakUp = false;
  #activity: TutorActivity = 'silent';
  /** It was told that the learner's own device speaks on. */
  #toldSpeaking = false;
  /** What the tutor said last beside the talk. */
  #aside = '';
  /** The language that the learner spoke last, where nobody has chosen one. */
  #spokenLanguage: string | undefined;
  /** An answer is being prepared to words after which more may come. */
  #guessing = false;
  #closed = false;

  constructor(parts: SpokenLineParts, line: OpenLine) {
    this.#parts = parts;
    this.#line = line;
    this.#conversation = line.conversation;
    this.#patience = line.patience ?? 'patient';
    this.#speed = line.speed;
    this.out = line.audioOut;
    this.kind = line.kind ?? 'app';
    this.#room = roomOf(line.conversation.id, this.kind);
    this.#log = new LineLog(parts, line.conversation.id);
    this.#own = new OwnVoice({
      clock: parts.clock,
      logger: parts.logger,
      answer: async (turnId) =>
        (await parts.talks.written(this.#conversation, turnId)) ?? { text: this.#aside, ended: true },
      changed: () => this.#ownVoiceChanged(),
    });
    this.#ear = line.audioIn ? parts.openEar?.(this.#earLine(), this) : undefined;
    this.#detach = parts.voices.attach(this.#room, this, line.resumed);
    parts.warm?.();
  }

  get hears(): boolean {
    return this.#ear !== undefined;
  }

  speechStart(id: string): void {
    this.#voiceBegins();
    this.#ear?.speechStart(id);
  }

  async speechAgain(id: string): Promise<void> {
    this.#voiceBegins();
    if (this.#ear?.speechAgain) await this.#ear.speechAgain(id);
    else this.#ear?.speechStart(id);
  }

  audio(pcm: Uint8Array, sequence?: number): void {
    this.#ear?.audio(pcm, sequence);
  }

  speechEnd(id: string, { done, silentMs }: Parameters<VoiceLine['speechEnd']>[1]): void {
    this.#ear?.speechEnd(id, { ...(done && { done }), ...(silentMs !== undefined && { silentMs }) });
  }

  speechCancel(id: string): void {
    this.#ear?.speechCancel(id);
  }

  playback({ turnId, heardChars, ...played }: Omit<Playback, 'type'>): void {
    if (heardChars === undefined) this.#parts.voices.report(this.#room, turnId, played);
    else if (!this.#closed) this.#own.report({ turnId, heardChars, done: played.done });
  }

  played(turn: number, sentence: number, playedMs: number): void {
    this.#parts.voices.report(this.#room, turn, { sentence, playedMs, done: false });
  }

  room(): void {
    this.#parts.voices.speaking(this.#room)?.room();
  }

  stopAside(turnId: string): boolean {
    this.#own.stop(turnId);
    return this.#parts.voices.stopAside(this.#room, turnId);
  }

  change({ conversation, voice, speed, patience, speakUp, onHold }: LineOptions): void {
    this.#conversation = conversation ?? this.#conversation;
    this.#voice = voice ?? this.#voice;
    this.#speed = speed ?? this.#speed;
    this.#patience = patience ?? this.#patience;
    if (onHold !== undefined) this.#parts.voices.putOnHold(this.#room, onHold);
    if (speakUp === undefined || speakUp === this.#speakUp) return;
    this.#speakUp = speakUp;
    // A silence in which nobody was to be spoken to doesn't count.
    if (speakUp) this.#ear?.tutor(this.#perceived);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#own.close();
    this.#detach();
    await this.#ear?.close();
    this.#parts.onOver(this);
  }

  async drain(): Promise<void> {
    const { logger } = this.#parts;
    this.#ear?.close().catch((error: unknown) => logger.error({ err: error }, 'an ear could not be closed'));
    await this.#ear?.settled();
  }

  // What the voices ask and tell.

  voice(): string | undefined {
    return this.#voice;
  }

  speed(): number | undefined {
    return this.#speed;
  }

  activity(activity: TutorActivity, turnId?: string): void {
    this.#activity = activity;
    if (turnId !== undefined) this.#line.answers?.(turnId);
    this.#ear?.tutor(this.#perceived);
  }

  // What the ear tells.

  recognising(): void {
    // The sound goes to its recogniser first: getting ready keeps the thread for milliseconds.
    setImmediate(() => this.#parts.talks.expect(this.#conversation));
  }

  partial(id: string, text: string): void {
    this.#log.partial(id, text);
    this.#parts.talks.hint(this.#conversation, text);
    this.#parts.talks.unprepare(this.#conversation.id, text);
  }

  async utterance({ id, text, finishedAt, endOfTurnMs, sttMs, heard }: Utterance): Promise<void> {
    const { talks } = this.#parts;
    this.#guessing = false;
    this.#spokenLanguage = guessLanguage(text) ?? this.#spokenLanguage;
    if (!this.#closed && (await this.#line.forDoor?.(text))) return this.nothing(id);
    // Whoever says something while an answer is on its way wants another one; what was said over a line that is gone may be old.
    if (!this.#closed) this.#speakOver();
    // The answer begins while the question is being stored; it is not told before it is.
    talks.prepare(this.#conversation, this.#line.learnerName, text);
    // The model is asked first: storing keeps the thread for milliseconds.
    await nextPhase();
    await this.#log.final(id, text);
    const spoken = { finishedAt, endOfTurnMs, sttMs, heard, line: this };
    await untilStored(this.#parts, () =>
      talks.submit(this.#conversation, this.#line.learnerName, { id, text, source: 'speech', spoken }),
    );
  }

  probableEnd(_id: string, text: string): void {
    if (!this.#parts.preemptive) return;
    this.#guessing = true;
    this.#parts.talks.prepare(this.#conversation, this.#line.learnerName, text);
  }

  nothing(id: string): void {
    this.#parts.talks.unprepare(this.#conversation.id);
    void this.#log.final(id, '');
  }

  onset(): void {
    if (!this.#closed) this.#parts.voices.hold(this.#room);
  }

  falseAlarm(): void {
    if (this.#closed) return;
    this.#parts.voices.release(this.#room, true);
    if (!this.#own.reads) return;
    this.#toldSpeaking = true;
    this.#log.state({ type: 'state', state: 'speaking' });
  }

  bargeIn(): void {
    if (!this.#closed) this.#parts.voices.release(this.#room, false);
    this.#speakOver();
  }

  quiet(time: number): void {
    if (this.#closed) return;
    const code = time === 1 ? 'quiet' : 'still_quiet';
    const language = this.#conversation.language ?? this.#spokenLanguage ?? 'en';
    const text = speechNotice(code, language);
    this.#aside = text;
    this.#parts.voices.speakUp(this.#room, {
      text,
      language,
      announce: (spoken) => this.#line.notice(code, text, spoken),
      tell: (event) => this.#log.state(event),
    });
  }

  acknowledged(ack: SpeechAck): void {
    if (!this.#closed) this.#line.acknowledge?.(ack);
  }

  notice(code: string, message: string): void {
    if (!this.#closed) this.#line.notice(code, message);
  }

  /** Who goes on had not finished; where words come only at the end of a voice, nothing else would say so for long. */
  #voiceBegins(): void {
    this.#parts.warm?.();
    if (this.#guessing) this.#parts.talks.unprepare(this.#conversation.id);
    this.#guessing = false;
  }

  #earLine(): EarLine {
    return {
      language: () => this.#conversation.language,
      patience: () => this.#patience,
      conversation: () => this.#conversation,
      speakUp: () => this.#speakUp,
      keepsSpeech: () => this.#line.keepsSpeech ?? false,
      heardBefore: (stretch) => this.#parts.heardBefore(this.#conversation, stretch),
      habit: () => this.#parts.habits.of(this.#conversation.learnerId),
      learned: (habit) => this.#parts.habits.note(this.#conversation.learnerId, habit),
      tutorSays: () => (this.#parts.voices.speaking(this.#room) ?? this.#own).saying,
      answerDue: () => (this.#parts.voices.speaking(this.#room) ?? this.#own).answerDue,
    };
  }

  /** What the tutor does as this learner perceives it, whoever speaks. */
  get #perceived(): TutorActivity {
    return this.#own.reads ? 'speaking' : this.#activity;
  }

  #ownVoiceChanged(): void {
    this.#ear?.tutor(this.#perceived);
    if (this.#own.reads || !this.#toldSpeaking) return;
    this.#toldSpeaking = false;
    if (this.#activity === 'silent') this.#log.state({ type: 'state', state: 'listening' });
  }

  /** What runs is over, and what their own device reads to them with what it had told before they spoke. */
  #speakOver(): void {
    const { id, learnerId } = this.#conversation;
    const read = this.#own.stop();
    this.#parts.talks.speakOver(id, this.kind, read && { ...read, learnerId });
  }
}
