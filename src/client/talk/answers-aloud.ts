import { signal } from '@preact/signals';
import type { LoggedEvent } from '../../protocol/server-events.ts';
import type { Settings } from '../settings/settings.ts';
import type { Speaking } from './speaking.ts';
import type { TalkMessage } from './talk-message.ts';
import { runningAnswer, type TalkState } from './talk-state.ts';

export interface AnswersAloudParts {
  speaking: Speaking;
  /** When answers are to be read aloud. */
  wish(): Settings['voice'];
  /** Whether the connection carries the server's sound. */
  soundComes(): boolean;
  /** Nothing is said any more of what was. */
  over(): void;
}

/** Follows the answers and has them spoken: those to what was asked in this session, as the learner wants, until they are stopped. */
export class AnswersAloud {
  readonly #parts: AnswersAloudParts;
  /** Asked by voice most recently: `auto` then answers by voice. */
  #aloud = false;
  #askedHere = false;
  /** The turn that may be spoken: one that began in this session. */
  #turnId: string | undefined;
  /** Turns that were stopped here last: what still comes of them is late. */
  readonly #stopped = signal<ReadonlySet<string>>(new Set());

  constructor(parts: AnswersAloudParts) {
    this.#parts = parts;
  }

  /** The last question was spoken. */
  get askedAloud(): boolean {
    return this.#aloud;
  }

  /** Something was asked in this session. */
  asked(source: 'typed' | 'speech'): void {
    this.#askedHere = true;
    this.#aloud = source === 'speech';
  }

  /** Whether an answer is being spoken, or stands between two sentences of it. */
  isSpeaking(state: TalkState): boolean {
    const { progress, voice } = this.#parts.speaking;
    const turnId = runningAnswer(state)?.turnId;
    return progress.value !== undefined || (turnId !== undefined && voice.heardChars(turnId) !== undefined);
  }

  /** The learner wants no more of what is being spoken or written. @returns how much was heard of each */
  stop(state: TalkState): { turnId: string; heardChars: number }[] {
    const { voice } = this.#parts.speaking;
    const answer = runningAnswer(state);
    const unheard = this.#parts.soundComes() ? 0 : (answer?.text.length ?? 0);
    // The voice may still be at an answer that has ended for the server.
    const stopped = new Set([voice.speaking?.turnId, answer?.turnId].filter((turnId) => turnId !== undefined));
    this.#stopped.value = stopped;
    voice.drop();
    return [...stopped].map((turnId) => ({ turnId, heardChars: voice.heardChars(turnId) ?? unheard }));
  }

  /** The answer that is being written, unless the learner has stopped it here: then its end is only still to be told. */
  wanted(state: TalkState): TalkMessage | undefined {
    const answer = runningAnswer(state);
    return answer?.turnId !== undefined && this.#stopped.value.has(answer.turnId) ? undefined : answer;
  }

  follow(event: LoggedEvent, state: TalkState): void {
    const { speaking } = this.#parts;
    if (event.type === 'passages' && this.#askedHere) this.#turnId = event.turnId;
    if (event.type === 'sentence') this.#say(event, state);
    if (event.type === 'notice' && event.turn !== undefined && event.sentence !== undefined)
      speaking.takeOver(event.turn, event.sentence);
    if (event.type === 'turn_end') this.#ended(event);
  }

  #say(event: Extract<LoggedEvent, { type: 'sentence' }>, state: TalkState): void {
    const { turnId, turn, text, durationMs } = event;
    const answer = state.messages.find((message) => message.turnId === turnId && message.role === 'tutor');
    const place = answer?.sentences?.at(-1);
    if (place && this.#wants(turnId, turn)) this.#parts.speaking.say({ turnId, turn, place, text, durationMs });
  }

  #wants(turnId: string, turn: number | undefined): boolean {
    if (this.#stopped.peek().has(turnId)) return false;
    if (turn !== undefined) return this.#parts.soundComes();
    const wish = this.#parts.wish();
    return turnId === this.#turnId && (wish === 'on' || (wish === 'auto' && this.#aloud));
  }

  #ended({ turnId, status }: Extract<LoggedEvent, { type: 'turn_end' }>): void {
    const { voice } = this.#parts.speaking;
    if (status !== 'interrupted') {
      voice.finish(turnId);
      return;
    }
    voice.cut(turnId);
    // An earlier answer may be told to have ended once more.
    if (!voice.speaking) this.#parts.over();
  }
}
