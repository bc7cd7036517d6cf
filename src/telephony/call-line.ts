import type { Conversation } from '../ports/conversation-store.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { LoggedEvent } from '../protocol/server-events.ts';
import type { AudioOut } from '../voice/speak/audio-out.ts';
import type { Talks } from '../voice/talks.ts';
import type { VoiceLine, VoiceLines } from '../voice/voice-line.ts';
import { CallersTalk } from './callers-talk.ts';
import type { Caller } from './calls.ts';
import { LineAnswers } from './line-answers.ts';
import { OwnTurns } from './own-turns.ts';

export interface CallLineOptions {
  talks: Talks;
  voices: VoiceLines;
  eventLog: EventLog;
  out: AudioOut;
  /** The call goes on after its socket was lost. */
  resumed: boolean;
  /** Whether these words were for the call itself. */
  forDoor: (text: string) => Promise<boolean>;
  /** Something that the caller has to know of what they said. */
  onNotice: (code: string) => void;
  /** What happens to the caller's own questions, not to those asked in the app. */
  onEvent: (event: LoggedEvent) => void;
  onFailure: (error: unknown) => void;
}

/** The spoken line of a caller who is known: their talk, and the line over which it is heard and spoken. */
export class CallLine {
  readonly talk: CallersTalk;
  readonly line: VoiceLine;
  readonly #options: CallLineOptions;
  readonly #answers: LineAnswers;
  readonly #own = new OwnTurns();
  #unsubscribe: (() => void) | undefined;
  #closed = false;

  constructor(options: CallLineOptions, caller: Caller) {
    this.#options = options;
    const { conversation, learner } = caller;
    this.line = options.voices.open({
      kind: 'phone',
      conversation,
      learnerName: learner.name,
      audioIn: true,
      audioOut: options.out,
      resumed: options.resumed,
      forDoor: options.forDoor,
      answers: (turnId) => this.#own.runs(turnId),
      notice: options.onNotice,
      patience: learner.patience,
    });
    this.#answers = new LineAnswers(options.talks, conversation.id, (id) => this.#own.asks(id));
    this.talk = new CallersTalk(options.talks, caller, this.#answers, (changed) =>
      this.line.change({ conversation: changed }),
    );
    this.#follow(conversation).catch(options.onFailure);
  }

  /** The caller's voice begins. @param id of the message that it becomes, if no stretch before it belongs to the same one */
  speechStart(id: string): void {
    this.#own.asks(id);
    this.line.speechStart(id);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe?.();
    await this.line.close();
  }

  async #follow({ id }: Conversation): Promise<void> {
    const unsubscribe = await this.#options.eventLog.subscribe(id, (event) => {
      if (!this.#own.concerns(event)) return;
      this.#answers.note(event);
      this.#options.onEvent(event);
    });
    if (this.#closed) unsubscribe();
    else this.#unsubscribe = unsubscribe;
  }
}
