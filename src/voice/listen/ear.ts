import type { AppError } from '../../errors.ts';
import { Deliveries } from './deliveries.ts';
import type { Ear, EarLine, EarSink, SpeechEnd, TutorActivity } from './ear-types.ts';
import { type KeptMessage, type KeptRoom, KeptSpeech, keptMessage } from './kept-speech.ts';
import { rulesOf } from './line-rules.ts';
import type { PresentEars } from './present-ears.ts';
import { Recogniser, type RecogniserParts } from './recogniser.ts';
import { type HeardStretch, KEPT_STALL_MS, SoundIntake, STALL_MS } from './sound-intake.ts';
import { StretchIds } from './stretch-ids.ts';
import { tellEffect } from './tell-effect.ts';
import { TurnLoop } from './turn-loop.ts';
import type { Message, TurnEffect } from './turn-state.ts';

/** Stretches of one message at most: a voice that starts and stops more often is no voice. */
export const MOST_STRETCHES = 64;

/** What an ear is made of. */
export interface EarParts extends RecogniserParts {
  /** One for the whole process. */
  room: KeptRoom;
  /** One for the whole process; undefined where no line comes after another. */
  present?: PresentEars | undefined;
}

/** @param sink must not throw */
export function createEar(parts: EarParts, line: EarLine, sink: EarSink): Ear {
  return new ListeningEar(parts, line, sink);
}

/** Carries out on real sound, recognisers and timers what turn-taking decides. */
class ListeningEar implements Ear {
  readonly #parts: EarParts;
  readonly #line: EarLine;
  readonly #sink: EarSink;
  readonly #recogniser: Recogniser;
  readonly #intake: SoundIntake;
  readonly #turns: TurnLoop;
  readonly #deliveries: Deliveries;
  readonly #kept: KeptSpeech;
  readonly #stretches = new Map<string, HeardStretch>();
  readonly #ids = new StretchIds();
  /** The line is gone; a voice that it broke off in the middle may still be sent again. */
  #closing = false;
  readonly #whenClosed: (() => void)[] = [];
  readonly #whenSettled: (() => void)[] = [];

  constructor(parts: EarParts, line: EarLine, sink: EarSink) {
    const { clock, room, events, logger, present } = parts;
    this.#parts = parts;
    this.#line = line;
    this.#sink = sink;
    this.#recogniser = new Recogniser(parts, () => line.language());
    this.#turns = new TurnLoop({
      clock,
      habit: line.habit?.(),
      rules: () => rulesOf(line, this.#recogniser.streaming),
      learned: (habit) => line.learned?.(habit),
      perform: (effect) => this.#perform(effect),
      onRest: () => {
        this.#deliveries.flushLate();
        this.#checkOver();
      },
    });
    this.#intake = new SoundIntake({
      clock,
      events,
      stallMs: line.keepsSpeech?.() ? KEPT_STALL_MS : STALL_MS,
      tutorSays: () => line.tutorSays?.(),
      onFull: (stretch) => this.#tooLong(stretch),
      onStalled: (stretch, lastAt) => this.#stalled(stretch, lastAt),
    });
    this.#deliveries = new Deliveries({
      line,
      sink,
      clock,
      logger,
      present,
      quiet: () => this.#turns.state.tutor === 'silent' && this.#turns.state.messages.length === 0,
      decided: () => this.#turns.state.messages.length === 0,
      onIdle: () => this.#checkOver(),
    });
    this.#kept = new KeptSpeech({
      clock,
      room,
      recognise: (audio) => this.#recogniser.again(audio),
      recovered: (utterance) => {
        events.outcome('recovered');
        this.#deliveries.deliverLate(utterance);
      },
      lost: (message, reason) => this.#tellLost(message, reason),
    });
  }

  speechStart(id: string): void {
    if (!this.#closing && this.#ids.take(id)) this.#begin(id);
  }

  #begin(id: string): void {
    if (this.#intake.open) this.#endStretch(this.#intake.open, this.#turns.time());
    const growing = this.#turns.state.messages.at(-1);
    if (growing && growing.stretches.length >= MOST_STRETCHES)
      this.#turns.apply({ type: 'full', at: this.#turns.time() });
    const stretch = this.#intake.begin(id, this.#turns.state.messages.at(-1)?.done !== false);
    this.#stretches.set(id, stretch);
    this.#turns.apply({ type: 'voice_started', id, at: this.#turns.time() });
    if (this.#recogniser.streaming) this.#listenTo(stretch);
  }

  audio(pcm: Uint8Array, sequence?: number): void {
    const goesOn = this.#intake.open || this.#closing ? undefined : this.#ids.goOn();
    if (goesOn) {
      this.#sink.goesOn?.(goesOn);
      this.#begin(goesOn);
    }
    this.#intake.take(pcm, sequence);
  }

  speechEnd(clientId: string, { done = false, silentMs = 0 }: SpeechEnd = {}): void {
    const id = this.#ids.end(clientId);
    const stretch = this.#stretches.get(id);
    if (!stretch) return;
    const at = this.#turns.time();
    this.#endStretch(stretch, at - Math.max(0, silentMs));
    if (done) this.#turns.apply({ type: 'voice_ended', id, at, voiceAt: at, done });
    if (this.#closing) this.#finish();
  }

  speechCancel(clientId: string): boolean {
    const id = this.#ids.end(clientId);
    const stretch = this.#stretches.get(id);
    if (!stretch) return false;
    this.#intake.end(stretch);
    stretch.recognition?.cancel();
    stretch.audio.drop();
    this.#turns.apply({ type: 'cancelled', id, at: this.#turns.time() });
    if (this.#closing && !this.#intake.open) this.#finish();
    return true;
  }

  tutor(activity: TutorActivity): void {
    this.#turns.apply({ type: 'tutor', activity, at: this.#turns.time() });
  }

  async settled(): Promise<void> {
    if (!this.#isSettled) await new Promise<void>((resolve) => this.#whenSettled.push(resolve));
  }

  async close(): Promise<void> {
    if (!this.#closing) {
      this.#closing = true;
      // Else it is finished when nobody has sent the rest of the voice for long.
      if (!(this.#intake.open && this.#line.keepsSpeech?.())) this.#finish();
      this.#deliveries.close();
      this.#checkOver();
    }
    if (!this.#isOver) await new Promise<void>((resolve) => this.#whenClosed.push(resolve));
  }

  /** What was said up to now is all. */
  #finish(): void {
    if (this.#intake.open) this.#endStretch(this.#intake.open, this.#turns.time());
    this.#turns.apply({ type: 'closed', at: this.#turns.time() });
  }

  #stalled(stretch: HeardStretch, lastAt: number): void {
    this.#endStretch(stretch, lastAt);
    if (this.#closing) this.#finish();
    else this.#ids.brokenOff(stretch.id);
  }

  /** The voice has stopped: its words are wanted now. */
  #endStretch(stretch: HeardStretch, voiceAt: number): void {
    if (!this.#intake.end(stretch)) return;
    const { id, audio } = stretch;
    this.#turns.apply({ type: 'voice_ended', id, at: this.#turns.time(), voiceAt, done: false });
    if (audio.isTooShort) {
      stretch.recognition?.cancel();
      audio.drop();
      this.#turns.apply({ type: 'recognised', id, text: '', at: this.#turns.time() });
      return;
    }
    if (!stretch.recognition) this.#listenTo(stretch);
    stretch.recognition?.audioEnded(audio.ms);
    this.#sink.recognising?.();
  }

  #tooLong(stretch: HeardStretch): void {
    this.#parts.events.outcome('too_long');
    this.#deliveries.notice('speech_too_long');
    this.#endStretch(stretch, this.#turns.time());
    this.#turns.apply({ type: 'full', at: this.#turns.time() });
    // Whoever goes on speaking is heard: it may be over the answer by now.
    this.#ids.brokenOff(stretch.id);
  }

  #listenTo(stretch: HeardStretch): void {
    const { id, audio } = stretch;
    stretch.recognition = this.#recogniser.listen(audio, {
      words: (text) => this.#turns.apply({ type: 'words', id, text, at: this.#turns.time() }),
      streaming: (streaming) => this.#turns.apply({ type: 'streaming', id, streaming, at: this.#turns.time() }),
      done: (text) => this.#understood(stretch, text),
      failed: (error) => this.#notUnderstood(stretch, error),
    });
  }

  #understood({ id, audio }: HeardStretch, text: string): void {
    audio.drop();
    this.#turns.apply({ type: 'recognised', id, text, at: this.#turns.time() });
    this.#kept.tryNow();
  }

  #notUnderstood(stretch: HeardStretch, { code }: AppError): void {
    this.#parts.events.recognitionFailed(code);
    if (stretch === this.#intake.open) {
      // The voice goes on: at its end everything is recognised anew.
      stretch.recognition = undefined;
      this.#turns.apply({ type: 'streaming', id: stretch.id, streaming: false, at: this.#turns.time() });
    } else if (code === 'stt_bad_audio') {
      this.#deliveries.notice('speech_not_understood');
      this.#understood(stretch, '');
    } else {
      this.#turns.apply({ type: 'failed', id: stretch.id, at: this.#turns.time() });
    }
  }

  /** Looks into a voice that goes on, for words that interrupt. */
  async #peek(id: string): Promise<void> {
    const text = await this.#recogniser.peek(this.#stretches.get(id)?.audio);
    this.#turns.apply({ type: 'words', id, text, at: this.#turns.time(), peeked: true });
  }

  #perform(effect: TurnEffect): void {
    const { events } = this.#parts;
    switch (effect.type) {
      case 'utterance':
        for (const id of effect.utterance.stretches) this.#stretches.delete(id);
        events.utterance(effect.utterance.endOfTurnMs);
        this.#deliveries.deliver(effect.utterance);
        break;
      case 'nothing':
        for (const id of effect.stretches) this.#stretches.delete(id);
        events.outcome('nothing');
        this.#sink.nothing(effect.id, effect.stretches);
        break;
      case 'keep':
        this.#keep(effect.message);
        break;
      case 'peek':
        void this.#peek(effect.id);
        break;
      default:
        tellEffect(effect, this.#sink, events);
    }
  }

  #keep(message: Message): void {
    const kept = keptMessage(message, this.#stretches);
    for (const { id } of message.stretches) this.#stretches.delete(id);
    this.#parts.events.kept(kept.pieces.length);
    this.#deliveries.notice('speech_kept');
    this.#kept.keep(kept);
  }

  #tellLost({ id, stretches }: KeptMessage, reason: 'too_old' | 'no_room'): void {
    this.#parts.events.lost(reason);
    this.#sink.nothing(id, stretches);
    this.#deliveries.notice('speech_lost');
    this.#checkOver();
  }

  #checkOver(): void {
    if (this.#turns.busy) return;
    if (this.#isSettled) for (const resolve of this.#whenSettled.splice(0)) resolve();
    if (!this.#isOver) return;
    this.#deliveries.over();
    for (const resolve of this.#whenClosed.splice(0)) resolve();
  }

  /** Of a voice that goes on nothing is due yet. */
  get #isSettled(): boolean {
    const open = this.#intake.open !== undefined;
    return this.#deliveries.idle && this.#turns.state.messages.length <= (open ? 1 : 0);
  }

  get #isOver(): boolean {
    return (
      this.#turns.state.closed && this.#turns.state.messages.length === 0 && this.#deliveries.idle && this.#kept.empty
    );
  }
}
