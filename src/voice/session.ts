/** A turn as the session sees it: a question that is stored and the answer that is owed for it. */
export interface SessionTurn {
  readonly turnId: string;
  readonly questionId: string;
}

/** Why a turn is ended before its answer is complete. */
export type StopReason =
  /** `heardChars` undefined: what was heard is known where it was said. */
  { kind: 'interrupted'; heardChars: number | undefined } | { kind: 'shutdown' };

/** One conversation's turns: at most one runs, the others wait in the order in which they were asked. */
export interface SessionState<T extends SessionTurn> {
  readonly running: T | undefined;
  /** The running turn was told to stop and has not ended yet. */
  readonly stopping: boolean;
  readonly waiting: readonly T[];
  /** The node is going down: nothing is begun any more. */
  readonly shut: boolean;
}

export type SessionEvent<T extends SessionTurn> =
  /** A question was stored; call only while `admits`. */
  | { type: 'asked'; turn: T }
  /** The running turn has ended and its end is stored. */
  | { type: 'ended'; turnId: string }
  | { type: 'interrupted'; turnId: string; heardChars: number }
  /** The learner speaks words while something runs: it is over, whatever waits stays. */
  | { type: 'spoken_over' }
  /** What was asked is gone, and so is everything that would be answered. */
  | { type: 'deleted' }
  | { type: 'shutdown' };

/** What the shell has to do, in this order. */
export type SessionEffect<T extends SessionTurn> =
  /** `waited`: others ran first, so its time begins now. */
  | { type: 'run'; turn: T; waited: boolean }
  | { type: 'stop'; turn: T; reason: StopReason }
  /** How much was heard of a turn that is being stopped already. */
  | { type: 'correct'; turn: T; heardChars: number }
  /** Ends a turn that never began to run. */
  | { type: 'give_up'; turn: T; reason: StopReason }
  /** Nothing runs or waits any more: the learner's turn to speak. */
  | { type: 'listen' };

export interface SessionStep<T extends SessionTurn> {
  state: SessionState<T>;
  effects: SessionEffect<T>[];
}

/** Questions that may wait behind the running one: more is a client gone wild, or a learner who is not listening. */
export const MAX_WAITING = 8;

export function idleSession<T extends SessionTurn>(): SessionState<T> {
  return { running: undefined, stopping: false, waiting: [], shut: false };
}

/** Whether one more question may be asked. */
export function admits(state: SessionState<SessionTurn>): boolean {
  return !state.shut && (state.running === undefined || state.waiting.length < MAX_WAITING);
}

/** Whether a turn runs or waits here under this id: its own, or its question's. */
export function knows(state: SessionState<SessionTurn>, id: string): boolean {
  return [state.running, ...state.waiting].some((turn) => turn !== undefined && names(turn, id));
}

/** Whether an id that a client knows names this turn: before its first event a client knows the question's id alone. */
function names(turn: SessionTurn, id: string): boolean {
  return turn.turnId === id || turn.questionId === id;
}

/** The session's whole behaviour: state and event in, state and effects out; nothing is done here. */
export function step<T extends SessionTurn>(state: SessionState<T>, event: SessionEvent<T>): SessionStep<T> {
  switch (event.type) {
    case 'asked':
      return ask(state, event.turn);
    case 'ended':
      return state.running?.turnId === event.turnId ? next(state) : { state, effects: [] };
    case 'interrupted':
      return interrupt(state, event.turnId, event.heardChars);
    case 'spoken_over':
      return state.running ? interrupt(state, state.running.turnId, undefined) : { state, effects: [] };
    case 'deleted':
      return stopAll(state, { kind: 'interrupted', heardChars: 0 });
    case 'shutdown':
      return stopAll({ ...state, shut: true }, { kind: 'shutdown' });
  }
}

function ask<T extends SessionTurn>(state: SessionState<T>, turn: T): SessionStep<T> {
  if (state.shut) return { state, effects: [{ type: 'give_up', turn, reason: { kind: 'shutdown' } }] };
  if (state.running) return { state: { ...state, waiting: [...state.waiting, turn] }, effects: [] };
  return { state: { ...state, running: turn, stopping: false }, effects: [{ type: 'run', turn, waited: false }] };
}

function next<T extends SessionTurn>(state: SessionState<T>): SessionStep<T> {
  const [turn, ...waiting] = state.waiting;
  return {
    state: { ...state, running: turn, stopping: false, waiting },
    effects: turn ? [{ type: 'run', turn, waited: true }] : [{ type: 'listen' }],
  };
}

function interrupt<T extends SessionTurn>(
  state: SessionState<T>,
  id: string,
  heardChars: number | undefined,
): SessionStep<T> {
  const { running } = state;
  if (running && names(running, id)) {
    if (state.stopping)
      return { state, effects: heardChars === undefined ? [] : [{ type: 'correct', turn: running, heardChars }] };
    const reason: StopReason = { kind: 'interrupted', heardChars };
    return { state: { ...state, stopping: true }, effects: [{ type: 'stop', turn: running, reason }] };
  }
  const turn = state.waiting.find((waiting) => names(waiting, id));
  if (!turn) return { state, effects: [] };
  return {
    state: { ...state, waiting: state.waiting.filter((other) => other !== turn) },
    effects: [{ type: 'give_up', turn, reason: { kind: 'interrupted', heardChars: 0 } }],
  };
}

function stopAll<T extends SessionTurn>(state: SessionState<T>, reason: StopReason): SessionStep<T> {
  const effects: SessionEffect<T>[] = state.waiting.map((turn) => ({ type: 'give_up', turn, reason }));
  if (state.running && !state.stopping) effects.push({ type: 'stop', turn: state.running, reason });
  return { state: { ...state, stopping: state.running !== undefined, waiting: [] }, effects };
}
