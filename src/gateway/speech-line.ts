import { type AppError, toAppError } from '../errors.ts';
import type { SpeechEvents } from '../events/speech.ts';
import type { Clock } from '../ports/clock.ts';
import type { ServiceBoard } from '../service-board.ts';
import { type SpeechSide, speechError } from '../speech-errors.ts';
import { Circuit, isOutage } from './circuit.ts';

/** Failures in a row before a service is left alone: two, because every one of them is a pause in a talk. */
const FAILURES = 2;
/** How long the only service is left before it is tried once more. */
const RETRY_MS = 200;
/** Seconds: a service that asks for a longer pause is not tried again while somebody waits. */
const LONGEST_PAUSE_S = 1;
/** Failures that may be over in a moment. A timeout is none: it has cost the learner seconds already. */
const PASSING = ['unreachable', 'failed', 'cut_off', 'rate_limited'];

export interface SpeechLineParts {
  board: ServiceBoard;
  events: SpeechEvents;
  clock: Clock;
}

interface SpeechService {
  readonly id: string;
  readonly notReady?: string | undefined;
  warm?(): Promise<void>;
}

interface Member<S> {
  service: S;
  circuit: Circuit;
}

/**
 * Services that do the same, in the order in which they are asked. The first is always asked first again as soon as it
 * works; the board says `degraded` as long as it does not.
 */
export class SpeechLine<S extends SpeechService> {
  readonly #side: SpeechSide;
  readonly #parts: SpeechLineParts;
  readonly #members: readonly Member<S>[];

  /** @param services at least one */
  constructor(side: SpeechSide, services: readonly S[], parts: SpeechLineParts) {
    this.#side = side;
    this.#parts = parts;
    this.#members = services.map((service) => ({
      service,
      // It may fail in its middle too.
      circuit: new Circuit({
        failures: FAILURES,
        mayBreakOff: true,
        paused: (cause) => speechError(side, 'unreachable', { cause }),
        onChange: (state) => parts.events.breakerChanged(side, service.id, state),
      }),
    }));
    parts.board.report(side, 'ok');
  }

  /** The service that would be asked now. */
  get current(): S | undefined {
    const ready = this.#members.filter(({ service }) => service.notReady === undefined);
    return (ready.find(({ circuit }) => circuit.closed) ?? ready[0] ?? this.#members[0])?.service;
  }

  /** Opens the connection of the service that is asked first. */
  async warm(): Promise<void> {
    await this.#members[0]?.service.warm?.();
  }

  /**
   * One utterance or sentence, from the first service that can do it. Another goes on where one fails: `attempt` is called
   * again and does what is left.
   * @param isDone whether nothing is left, asked after a failure
   * @throws the last failure when all have failed; the signal's reason once it is aborted
   */
  async *run<T>(
    attempt: (service: S, isFirst: boolean) => AsyncIterable<T>,
    isDone: () => boolean,
    signal: AbortSignal,
  ): AsyncGenerator<T> {
    let failure: AppError | undefined;
    for (const [place, { service, circuit }] of this.#members.entries()) {
      if (service.notReady !== undefined) {
        failure ??= this.#notReady(place, service.notReady);
        continue;
      }
      if (failure) this.#parts.events.fellBack(this.#side, this.#nameAt(place - 1), service.id, failure.code);
      try {
        yield* circuit.guard(() => this.#watched(service, attempt(service, place === 0), signal), signal);
        if (place === 0) this.#parts.board.report(this.#side, 'ok');
        return;
      } catch (error) {
        signal.throwIfAborted();
        failure = toAppError(error);
        if (place === 0 && isOutage(error)) this.#parts.board.report(this.#side, 'degraded', failure.message);
        if (isDone()) return;
      }
    }
    yield* this.#again(attempt, failure, signal);
  }

  /** Passed over without being asked: nothing has failed, so nothing is held against it. */
  #notReady(place: number, reason: string): AppError {
    if (place === 0) this.#parts.board.report(this.#side, 'degraded', reason);
    return speechError(this.#side, 'unreachable', { cause: new Error(reason) });
  }

  /** A single service is tried twice, when its failure may be over in a moment. */
  async *#again<T>(
    attempt: (service: S, isFirst: boolean) => AsyncIterable<T>,
    failure: AppError | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<T> {
    const [only, ...others] = this.#members;
    if (!failure || !only) return;
    if (only.service.notReady !== undefined) throw failure;
    if (others.length > 0 || !only.circuit.closed || !this.#isPassing(failure)) throw failure;
    await this.#wait(RETRY_MS, signal);
    this.#parts.events.retried(this.#side, only.service.id, failure.code);
    yield* only.circuit.guard(() => this.#watched(only.service, attempt(only.service, true), signal), signal);
    this.#parts.board.report(this.#side, 'ok');
  }

  /** Counts how one request ended. */
  async *#watched<T>({ id }: S, items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
    const { events } = this.#parts;
    let outcome: 'complete' | 'stopped' | 'failed' = 'stopped';
    try {
      yield* items;
      outcome = 'complete';
    } catch (error) {
      if (!signal.aborted) {
        outcome = 'failed';
        events.failed(this.#side, id, toAppError(error).code, error);
      }
      throw error;
    } finally {
      if (outcome !== 'failed') events.ended(this.#side, id, outcome);
    }
  }

  #isPassing({ code, retryAfter }: AppError): boolean {
    return PASSING.some((fault) => code === `${this.#side}_${fault}`) && (retryAfter ?? 0) <= LONGEST_PAUSE_S;
  }

  #nameAt(place: number): string {
    return this.#members[place]?.service.id ?? '';
  }

  #wait(ms: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    const cancel = this.#parts.clock.after(ms, resolve);
    return promise.finally(() => {
      cancel();
      signal.removeEventListener('abort', leave);
    });
  }
}
