import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import type { ConnectionState } from '../../../src/client/realtime/connection-state.ts';
import { OnHold } from '../../../src/client/talk/on-hold.ts';

function talk(facts: { handsFree?: boolean; silenced?: boolean } = {}) {
  const done: string[] = [];
  const connection = signal<ConnectionState>({ kind: 'open' });
  const handsFree = signal(facts.handsFree ?? true);
  const silent = () => undefined;
  const voice = {
    speaking: undefined,
    heardChars: () => 0,
    say: silent,
    finish: silent,
    close: silent,
    cut: silent,
    drop: silent,
    pause: () => void done.push('pause'),
    resume: () => void done.push('resume'),
  };
  const onHold = new OnHold({
    live: {
      connection,
      send(message) {
        if (message.type === 'set') done.push(`tell ${message.onHold}`);
        return true;
      },
    },
    hearing: {
      listens: handsFree.value,
      handsFree,
      start: () => void done.push('listen'),
      stop() {
        handsFree.value = false;
        done.push('let go');
      },
    },
    speaking: { voice },
    silenced: () => facts.silenced ?? false,
  });
  return { onHold, done, connection };
}

test('the tutor falls silent and the microphone is let go; then both go on', () => {
  const { onHold, done } = talk();
  onHold.begin();
  onHold.begin();
  expect(done.splice(0)).toEqual(['tell true', 'pause', 'let go']);
  onHold.goOn();
  onHold.goOn();
  expect(done).toEqual(['tell false', 'resume', 'listen']);
});

test('who did not talk hands-free is not listened to afterwards', () => {
  const { onHold, done } = talk({ handsFree: false });
  onHold.begin();
  onHold.goOn();
  expect(done).toEqual(['tell true', 'pause', 'tell false', 'resume']);
});

test('the tutor stays silent where something else keeps it so', () => {
  const { onHold, done } = talk({ silenced: true });
  onHold.begin();
  onHold.over();
  expect(done).not.toContain('resume');
});

test('a new line is told, as long as the talk stands still', () => {
  const { onHold, done, connection } = talk();
  onHold.begin();
  connection.value = { kind: 'connecting' };
  connection.value = { kind: 'open' };
  expect(done.at(-1)).toBe('tell true');
  onHold.over();
  const told = done.length;
  connection.value = { kind: 'connecting' };
  connection.value = { kind: 'open' };
  expect(done).toHaveLength(told);
});
