import pLimit from 'p-limit';
import { withLogContext } from '../logger.ts';
import { type LineKind, roomOf } from './line-kind.ts';
import {
  admits,
  idleSession,
  knows,
  type SessionEffect,
  type SessionEvent,
  type SessionState,
  step,
} from './session.ts';
import { giveUpTurn } from './turn.ts';
import { runInOrder } from './turn-order.ts';
import { TurnStop } from './turn-stop.ts';
import { afterWaiting, type TurnParts, type TurnTask } from './turn-task.ts';

/** One conversation's session at work: carries out on real turns what the state machine decides. */
export class TalkSession {
  readonly #conversationId: string;
  readonly #parts: TurnParts;
  readonly #onIdle: () => void;
  /** Requests are taken one by one, so that questions are stored and run in the order in which they came. */
  readonly #oneByOne = pLimit(1);
  readonly #work = new Set<Promise<void>>();
  #requests = 0;
  #givenUp = 0;
  #state: SessionState<TurnTask> = idleSession();
  #stop: AbortController | undefined;
  #deleted = false;

  /** @param onIdle called whenever nothing runs, waits or is being taken any more. */
  constructor(conversationId: string, parts: TurnParts, onIdle: () => void) {
    this.#conversationId = conversationId;
    this.#parts = parts;
    this.#onIdle = onIdle;
  }

  get id(): string {
    return this.#conversationId;
  }

  /** Running and waiting turns, and those whose end is being stored. */
  get active(): number {
    return (this.#state.running ? 1 : 0) + this.#state.waiting.length + this.#givenUp;
  }

  /** Whether one more question may be asked. */
  get admits(): boolean {
    return admits(this.#state);
  }

  /** Whether a turn runs or waits here under this id. */
  knows(id: string): boolean {
    return knows(this.#state, id);
  }

  /** Whether the turn that runs, if one does, is over when its learner speaks on a line of this kind. */
  answersOver(kind: LineKind): boolean {
    const { running } = this.#state;
    return running !== undefined && (kind === 'phone' ? running.line === 'phone' : running.door !== 'phone');
  }

  /** Whether a turn of this learner's runs or waits here. */
  isOf(learnerId: string): boolean {
    return [this.#state.running, ...this.#state.waiting].some((turn) => turn?.learnerId === learnerId);
  }

  /** Runs `request` when the requests before it have been taken. */
  async take<T>(request: () => Promise<T>): Promise<T> {
    this.#requests += 1;
    try {
      return await this.#oneByOne(request);
    } finally {
      this.#requests -= 1;
      this.#checkIdle();
    }
  }

  apply(event: SessionEvent<TurnTask>): void {
    if (event.type === 'deleted') this.#deleted = true;
    const { state, effects } = step(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: SessionEffect<TurnTask>): void {
    switch (effect.type) {
      case 'run':
        this.#run(effect.waited ? afterWaiting(effect.turn, this.#parts.clock.now()) : effect.turn);
        break;
      case 'stop':
        this.#stop?.abort(new TurnStop(effect.reason));
        break;
      case 'correct': {
        const stop: unknown = this.#stop?.signal.reason;
        if (stop instanceof TurnStop) stop.correct(effect.heardChars);
        break;
      }
      case 'give_up':
        this.#givenUp += 1;
        this.#track(effect.turn.turnId, () =>
          giveUpTurn(this.#parts, effect.turn, effect.reason).finally(() => {
            this.#givenUp -= 1;
          }),
        );
        break;
      case 'listen':
        this.#track(undefined, () => this.#listen());
        break;
    }
  }

  async #listen(): Promise<void> {
    const { eventLog } = this.#parts;
    // What the last turn told before it was stopped would outlive the conversation.
    if (this.#deleted) await eventLog.drop(this.#conversationId);
    else await eventLog.append(this.#conversationId, { type: 'state', state: 'listening' });
  }

  #run(turn: TurnTask): void {
    const stop = new AbortController();
    this.#parts.voices?.running(roomOf(turn.conversationId, turn.line), turn.turnId);
    this.#stop = stop;
    this.#track(turn.turnId, () => runInOrder(this.#parts, turn, stop.signal).finally(() => this.#ended(turn)));
  }

  #ended({ turnId, conversationId, line }: TurnTask): void {
    this.#parts.voices?.ended(roomOf(conversationId, line));
    this.apply({ type: 'ended', turnId });
  }

  #track(turnId: string | undefined, work: () => Promise<void>): void {
    const ids = { conversationId: this.#conversationId, ...(turnId && { turnId }) };
    const task = withLogContext(ids, work)
      .catch((error: unknown) => this.#parts.logger.error({ err: error }, 'a part of a turn broke down'))
      .finally(() => {
        this.#work.delete(task);
        this.#checkIdle();
      });
    this.#work.add(task);
  }

  #checkIdle(): void {
    if (this.active === 0 && this.#requests === 0 && this.#work.size === 0) this.#onIdle();
  }
}
