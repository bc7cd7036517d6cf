import { vi } from 'vitest';
import { Connection } from '../../../src/client/realtime/connection.ts';
import type { ConnectionState } from '../../../src/client/realtime/connection-state.ts';
import { conversationId, ready } from '../support/events.ts';
import { ScriptedWorld } from '../support/scripted-world.ts';

/** A connection in a scripted world, and everything that it told. */
export function connect(position?: { epoch: string; offset: number }) {
  const world = new ScriptedWorld();
  const offsets: number[] = [];
  const states: ConnectionState[] = [];
  const reload = vi.fn<() => Promise<'done' | 'rewind'>>(async () => 'done');
  const aside = vi.fn();
  const expected = { now: false };
  const heard: number[] = [];
  const sound: { out: 'none' | 'pcm16/24000' } = { out: 'none' };
  const connection = new Connection(
    world,
    () => ({ conversationId, audioIn: 'none', audioOut: sound.out }),
    {
      state: (state) => states.push(state),
      ready: () => undefined,
      event: (event) => offsets.push(event.offset),
      sound: (frame) => heard.push(frame.sequence),
      aside,
      reload,
      expecting: () => expected.now,
    },
    position,
  );
  connection.start();
  return { world, offsets, states, reload, aside, connection, expected, heard, sound };
}

/** A connection that stands, with event 5 as the last one known. */
export function connected() {
  const parts = connect({ epoch: 'first', offset: 5 });
  parts.world.socket.opens();
  parts.world.socket.says(ready(5, true));
  return parts;
}
