import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  admits,
  idleSession,
  knows,
  MAX_WAITING,
  type SessionEffect,
  type SessionEvent,
  type SessionState,
  type SessionTurn,
  step,
} from '../../src/voice/session.ts';

const turn = (n: number): SessionTurn => ({ turnId: `t${n}`, questionId: `q${n}` });

/** Applies events from the idle state. @returns the state and all effects. */
function play(events: SessionEvent<SessionTurn>[], from: SessionState<SessionTurn> = idleSession()) {
  let state = from;
  const effects: SessionEffect<SessionTurn>[] = [];
  for (const event of events) {
    const result = step(state, event);
    state = result.state;
    effects.push(...result.effects);
  }
  return { state, effects };
}

const asked = (n: number): SessionEvent<SessionTurn> => ({ type: 'asked', turn: turn(n) });
const ended = (n: number): SessionEvent<SessionTurn> => ({ type: 'ended', turnId: `t${n}` });
const interrupted = (turnId: string, heardChars = 5): SessionEvent<SessionTurn> => ({
  type: 'interrupted',
  turnId,
  heardChars,
});

describe('a session', () => {
  it.each([
    { what: 'runs the first question at once', events: [asked(1)], effects: ['run t1'] },
    { what: 'lets the second wait', events: [asked(1), asked(2)], effects: ['run t1'] },
    { what: 'runs the next when one has ended', events: [asked(1), asked(2), ended(1)], effects: ['run t1', 'run t2'] },
    { what: 'listens when nothing waits', events: [asked(1), ended(1)], effects: ['run t1', 'listen'] },
    { what: 'stops the running turn', events: [asked(1), interrupted('t1')], effects: ['run t1', 'stop t1'] },
    { what: 'knows a turn by its question', events: [asked(1), interrupted('q1')], effects: ['run t1', 'stop t1'] },
    {
      what: 'stops a turn once, and takes what was heard of it from whoever tells that later',
      events: [asked(1), { type: 'spoken_over' }, interrupted('t1'), { type: 'spoken_over' }],
      effects: ['run t1', 'stop t1', 'correct t1'],
    },
    {
      what: 'gives up a waiting turn that is stopped',
      events: [asked(1), asked(2), interrupted('t2'), ended(1)],
      effects: ['run t1', 'give_up t2', 'listen'],
    },
    { what: 'leaves an unknown turn as it is', events: [asked(1), interrupted('t9')], effects: ['run t1'] },
    { what: 'leaves an ended turn as it is', events: [asked(1), ended(1), ended(1)], effects: ['run t1', 'listen'] },
    {
      what: 'fails what runs and what waits when the node goes down',
      events: [asked(1), asked(2), { type: 'shutdown' }, ended(1)],
      effects: ['run t1', 'give_up t2', 'stop t1', 'listen'],
    },
    {
      what: 'stops what runs and gives up what waits when its conversation is deleted',
      events: [asked(1), asked(2), { type: 'deleted' }, { type: 'deleted' }, ended(1)],
      effects: ['run t1', 'give_up t2', 'stop t1', 'listen'],
    },
    {
      what: 'begins nothing once the node goes down',
      events: [{ type: 'shutdown' }, asked(1)],
      effects: ['give_up t1'],
    },
  ] satisfies { what: string; events: SessionEvent<SessionTurn>[]; effects: string[] }[])('$what', (scene) => {
    const { effects } = play(scene.events);
    expect(effects.map((effect) => ('turn' in effect ? `${effect.type} ${effect.turn.turnId}` : effect.type))).toEqual(
      scene.effects,
    );
  });

  it('takes eight questions behind the running one, and not a ninth', () => {
    const full = play(Array.from({ length: MAX_WAITING }, (_, n) => asked(n))).state;
    expect(admits(full)).toBe(true);
    expect(admits(play([asked(99)], full).state)).toBe(false);
    expect(admits(play([asked(99), ended(0)], full).state)).toBe(true);
  });

  it('tells whether a turn began late, so that waiting is not counted as answering', () => {
    const { effects } = play([asked(1), asked(2), ended(1)]);
    expect(effects.filter((effect) => effect.type === 'run').map((effect) => effect.waited)).toEqual([false, true]);
  });
});

/** What a client, the tutor and the node may do, in any order. */
const move = fc.oneof(
  { weight: 5, arbitrary: fc.constant('ask' as const) },
  { weight: 4, arbitrary: fc.constant('end' as const) },
  { weight: 3, arbitrary: fc.record({ interrupt: fc.nat(30), heardChars: fc.nat(100) }) },
  { weight: 2, arbitrary: fc.constant('spoken_over' as const) },
  { weight: 1, arbitrary: fc.constant('deleted' as const) },
  { weight: 1, arbitrary: fc.constant('shutdown' as const) },
);

describe('a session, whatever happens', () => {
  it('never runs two turns at once, stops none twice, and gives each question exactly one turn, in order', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 80 }), (moves) => {
        let state: SessionState<SessionTurn> = idleSession();
        let next = 0;
        let running: string | undefined;
        let stopped: string | undefined;
        const finished: string[] = [];
        const begun: number[] = [];
        const act = (event: SessionEvent<SessionTurn>) => {
          const result = step(state, event);
          state = result.state;
          for (const effect of result.effects) {
            if (effect.type === 'run') {
              expect(running).toBeUndefined();
              running = effect.turn.turnId;
              begun.push(Number(running.slice(1)));
            }
            if (effect.type === 'stop' || effect.type === 'correct') expect(effect.turn.turnId).toBe(running);
            if (effect.type === 'stop') {
              expect(stopped).not.toBe(running);
              stopped = running;
            }
            if (effect.type === 'correct') expect(stopped).toBe(running);
            if (effect.type === 'give_up') finished.push(effect.turn.turnId);
            if (effect.type === 'listen') expect(running).toBeUndefined();
          }
        };
        const endRunning = () => {
          if (running === undefined) return;
          const turnId = running;
          finished.push(turnId);
          running = undefined;
          act({ type: 'ended', turnId });
        };
        for (const one of moves) {
          if (one === 'ask' && admits(state)) act(asked(next++));
          if (one === 'end') endRunning();
          if (one === 'shutdown' || one === 'spoken_over' || one === 'deleted') act({ type: one });
          // Words over what runs, a deletion and the node's end all stop it; a deletion leaves nothing that waits.
          if (typeof one === 'string' && !['ask', 'end'].includes(one)) expect(stopped).toBe(running ?? stopped);
          if (one === 'deleted') expect(state.waiting).toEqual([]);
          if (typeof one === 'object') act(interrupted(`t${one.interrupt}`, one.heardChars));
          expect(state.waiting.length).toBeLessThanOrEqual(MAX_WAITING);
          expect(knows(state, running ?? 'none')).toBe(running !== undefined);
        }
        while (running !== undefined) endRunning();
        expect(begun).toEqual([...begun].sort((a, b) => a - b));
        expect(finished.sort()).toEqual(Array.from({ length: next }, (_, n) => `t${n}`).sort());
      }),
      { numRuns: 500 },
    );
  });
});
