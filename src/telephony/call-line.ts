import type { Conversation } from '../ports/conversation-store.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { LoggedEvent } from '../protocol/server-events.ts';
import type { AudioOut } from '../voice/speak/audio-out.ts';
import type { Talks } from '../voice/talks.ts';
import type { VoiceLine, VoiceLines } from '../voice/voice-line.ts';
import { CallersTalk } from './callers-talk.ts';
import type { Caller } from './calls.ts';
import { LineAnswers } from './line-answers.ts';

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
  onEvent: (event: LoggedEvent) => void;
  onFailure: (error: unknown) => void;
}

/** The spoken line of a caller who is known: their talk, and the line over which it is heard and spoken. */
export class CallLine {
  readonly talk: CallersTalk;
  readonly line: VoiceLine;
  readonly #options: CallLineOptions;
  readonly #answers: LineAnswers;
  #unsubscribe: (() => void) | undefined;
  #closed = false;

  constructor(options: CallLineOptions, caller: Caller) {
    this.#options = options;
    const { conversation, learner } = caller;
    this.line = options.voices.open({
      conversation,
      learnerName: learner.name,
      audioIn: true,
      audioOut: options.out,
      resumed: options.resumed,
      forDoor: options.forDoor,
      notice: options.onNotice,
      patience: learner.patience,
    });
    this.#answers = new LineAnswers(options.talks, conversation.id);
    this.talk = new CallersTalk(options.talks, caller, this.#answers, (changed) =>
      this.line.change({ conversation: changed }),
    );
    this.#follow(conversation).catch(options.onFailure);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe?.();
    await this.line.close();
  }

  async #follow({ id }: Conversation): Promise<void> {
    const unsubscribe = await this.#options.eventLog.subscribe(id, (event) => {
      this.#answers.note(event);
      this.#options.onEvent(event);
    });
    if (this.#closed) unsubscribe();
    else this.#unsubscribe = unsubscribe;
  }
}
