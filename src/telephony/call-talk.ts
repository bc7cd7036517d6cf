import { toAppError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Logger } from '../logger.ts';
import type { Learner } from '../ports/account-store.ts';
import type { Conversation } from '../ports/conversation-store.ts';
import type { Mode } from '../protocol/common.ts';
import type { LoggedEvent } from '../protocol/server-events.ts';
import { askAndFollow, type FollowDeps } from '../voice/follow-turn.ts';
import type { Talks } from '../voice/talks.ts';
import type { CallersTalk } from './callers-talk.ts';
import type { Caller } from './calls.ts';
import { type Phrases, phrasesFor } from './phrases.ts';
import { SpokenTurn } from './spoken-turn.ts';

/** A tutor that has said nothing for so long says that it thinks, ms. */
const FILLER_MS = 1500;

export interface CallTalkDeps extends FollowDeps {
  logger: Logger;
}

interface Turn {
  questionId: string;
  /** Known from its first event on. */
  turnId?: string;
  spoken: SpokenTurn;
  stop: AbortController;
  /** All of its text is there; a voice may still be at it. */
  over: boolean;
}

/** One caller's talk through a door that exchanges text: asks, speaks the answers, and knows what was heard of them. */
export class CallTalk implements CallersTalk {
  readonly learner: Learner;
  readonly #deps: CallTalkDeps;
  #conversation: Conversation;
  #turn: Turn | undefined;
  #asked = 0;

  constructor(deps: CallTalkDeps, { learner, conversation }: Caller) {
    this.#deps = deps;
    this.learner = learner;
    this.#conversation = conversation;
  }

  get conversation(): Conversation {
    return this.#conversation;
  }

  get phrases(): Phrases {
    return phrasesFor(this.#conversation.language ?? this.learner.language);
  }

  get asked(): number {
    return this.#asked;
  }

  get lastAnswer(): string {
    return this.#turn?.spoken.text ?? '';
  }

  async ask(text: string, say: (spoken: string) => void, id: string = newId()): Promise<void> {
    await this.stop();
    const turn: Turn = {
      questionId: id,
      spoken: new SpokenTurn(this.phrases.tag),
      stop: new AbortController(),
      over: false,
    };
    this.#turn = turn;
    this.#asked += 1;
    const sayNow = (spoken: string): void => {
      cancelFiller();
      if (!turn.stop.signal.aborted) say(spoken);
    };
    const cancelFiller = this.#deps.clock.after(FILLER_MS, () => sayNow(turn.spoken.aside(this.phrases.filler)));
    try {
      await this.#follow(turn, text, sayNow);
    } catch (error) {
      if (turn.stop.signal.aborted) return;
      if (toAppError(error).code === 'internal') this.#deps.logger.error({ err: error }, 'a turn of a call broke down');
      sayNow(turn.spoken.aside(this.phrases.failed));
    } finally {
      cancelFiller();
    }
  }

  async stop(utterance?: string): Promise<void> {
    const turn = this.#turn;
    if (!turn || turn.stop.signal.aborted || (turn.over && utterance === undefined)) return;
    turn.stop.abort();
    const heard = utterance === undefined ? turn.spoken.givenChars : turn.spoken.heardChars(utterance);
    const { id, learnerId } = this.#conversation;
    await this.#deps.talks.interrupt(learnerId, id, turn.turnId ?? turn.questionId, heard);
  }

  async setMode(mode: Mode): Promise<boolean> {
    const changed = await withMode(this.#deps.talks, this.#conversation, mode);
    this.#conversation = changed ?? this.#conversation;
    return changed !== undefined;
  }

  async setLanguage(language: string): Promise<void> {
    this.#conversation = await this.#deps.talks.set(this.#conversation, { language });
  }

  async #follow(turn: Turn, text: string, say: (spoken: string) => void): Promise<void> {
    const message = { id: turn.questionId, text, source: 'speech', door: 'phone' } as const;
    const asked = { conversation: this.#conversation, learnerName: this.learner.name, message };
    for await (const event of askAndFollow(this.#deps, asked, turn.stop.signal)) this.#take(event, turn, say);
    turn.over = true;
  }

  #take(event: LoggedEvent, turn: Turn, say: (spoken: string) => void): void {
    if ('turnId' in event) turn.turnId = event.turnId;
    if (event.type === 'delta') turn.spoken.add(event.text);
    if (event.type === 'sentence') say(turn.spoken.sentence(event.text));
    if (event.type !== 'turn_end') return;
    if (event.status === 'failed') say(turn.spoken.aside(this.phrases.failed));
    else if (turn.spoken.givenChars === 0 && event.heardText !== '') this.#sayAgain(event.heardText, turn, say);
  }

  /** The question was asked before, perhaps through another node: there is nothing left but its answer as a whole. */
  #sayAgain(answer: string, turn: Turn, say: (spoken: string) => void): void {
    turn.spoken.add(answer);
    say(turn.spoken.sentence(answer));
  }
}

/** The conversation in this mode; undefined where the mode isn't taught. */
export async function withMode(
  talks: Talks,
  conversation: Conversation,
  mode: Mode,
): Promise<Conversation | undefined> {
  try {
    return await talks.set(conversation, { mode });
  } catch (error) {
    if (toAppError(error).code !== 'mode_unavailable') throw error;
    return undefined;
  }
}
