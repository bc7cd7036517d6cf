import { expect, test } from 'vitest';
import type { MicrophoneEvents } from '../../../src/client/audio/microphone.ts';
import { type DetectorEvents, VoiceDetector } from '../../../src/client/audio/voice-detector.ts';
import { ServerEar } from '../../../src/client/speech/server-ear.ts';
import { ScriptedWorld } from '../support/scripted-world.ts';

/** An ear whose microphone, detector and line are the test's. What it tells is written down, what it sends after a `>`. */
function ear() {
  const told: string[] = [];
  const world = new ScriptedWorld();
  const opened: { events: MicrophoneEvents; open: boolean; muted: boolean }[] = [];
  const facts: { refused?: boolean; noDetector?: boolean; slow?: Promise<void> | undefined } = {};
  const returns = new Set<() => void>();
  let detect: DetectorEvents | undefined;
  let ids = 0;
  const server = new ServerEar(
    {
      state: (state) => told.push(state),
      onset: () => told.push('onset'),
      ended: () => told.push('ended'),
      nothing: () => told.push('nothing'),
      words: () => undefined,
      said: () => undefined,
      level: () => undefined,
      hint: (text) => text && told.push(`hint: ${text.split(/[.:,]/)[0]}`),
      problem: (text) => told.push(`problem: ${text}`),
    },
    {
      openMicrophone: async (events) => {
        await facts.slow;
        if (facts.refused) throw new Error('refused');
        const microphone = { events, open: true, muted: false };
        opened.push(microphone);
        return {
          mute: (muted) => {
            microphone.muted = muted;
          },
          close: () => {
            microphone.open = false;
          },
        };
      },
      microphoneProblem: (error) => (error instanceof Error ? error.message : 'unknown'),
      onMicrophoneReturn: (returned) => {
        returns.add(returned);
        return () => returns.delete(returned);
      },
      createDetector: async (events) => {
        if (facts.noDetector) throw new Error('not loaded');
        detect = events;
        const silent = async () => ({ isSpeech: 0, notSpeech: 1 });
        return new VoiceDetector({ process: silent, reset_state: () => undefined }, events);
      },
      line: {
        send: ({ type }) => told.push(`> ${type}`) > 0,
        sendAudio: () => true,
      },
      newId: () => {
        ids += 1;
        return `id${ids}`;
      },
      after: (ms, action) => world.after(ms, action),
    },
  );
  const settled = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  const microphone = () => {
    const last = opened.at(-1);
    if (!last) throw new Error('no microphone was opened');
    return last;
  };
  const microphoneReturns = async () => {
    for (const returned of returns) returned();
    await settled();
  };
  return { server, told, world, opened, facts, settled, microphone, returns, microphoneReturns, detect: () => detect };
}

async function handsFree() {
  const parts = ear();
  parts.server.start();
  await parts.settled();
  parts.told.length = 0;
  return parts;
}

test('listens hands-free when microphone and detector are ready', async () => {
  const { server, told, settled } = ear();
  server.start();
  expect(told).toEqual(['opening']);
  await settled();
  expect(told).toEqual(['opening', 'open']);
});

test('speech is sent between its onset and its end', async () => {
  const { told, detect } = await handsFree();
  detect()?.voice();
  detect()?.silence(320);
  detect()?.voice();
  detect()?.misfire();
  expect(told).toEqual([
    'onset',
    '> speech_start',
    '> speech_end',
    'ended',
    'onset',
    '> speech_start',
    '> speech_cancel',
    'nothing',
  ]);
});

test('muting ends what is being said, and nothing is heard until it is over', async () => {
  const { server, told, detect, microphone } = await handsFree();
  detect()?.voice();
  server.mute(true);
  expect(microphone().muted).toBe(true);
  detect()?.voice();
  server.mute(false);
  detect()?.voice();
  expect(told).toEqual([
    'onset',
    '> speech_start',
    '> speech_end',
    'ended',
    'muted',
    'open',
    'onset',
    '> speech_start',
  ]);
});

test('a hold needs no detector, and the microphone stays open for ten seconds after it', async () => {
  const { server, told, settled, microphone, world, facts } = ear();
  facts.noDetector = true;
  server.press();
  await settled();
  server.release();
  expect(told).toEqual(['opening', 'open', 'onset', '> speech_start', '> speech_end', 'ended', 'warm']);
  world.pass(9_999);
  expect(microphone().open).toBe(true);
  server.press();
  world.pass(60_000);
  expect(microphone().open).toBe(true);
  server.release();
  world.pass(10_000);
  expect(microphone().open).toBe(false);
  expect(told.at(-1)).toBe('closed');
});

test('a button let go before the microphone is open sends nothing, and the microphone is let go', async () => {
  const { server, told, settled, opened } = ear();
  server.press();
  server.release();
  await settled();
  expect(told).toEqual(['opening', 'closed']);
  expect(opened.map(({ open }) => open)).toEqual([false]);
});

test('a microphone that is refused is told, and can be tried again', async () => {
  const { server, told, settled, facts } = ear();
  facts.refused = true;
  server.start();
  await settled();
  expect(told).toEqual(['opening', 'closed', 'problem: refused']);
  facts.refused = false;
  server.start();
  await settled();
  expect(told.at(-1)).toBe('open');
});

test('without a detector hands-free is refused, and the microphone let go', async () => {
  const { server, told, settled, facts, microphone } = ear();
  facts.noDetector = true;
  server.start();
  await settled();
  expect(told).toEqual([
    'opening',
    'closed',
    'problem: Hands-free listening could not be loaded. Hold the button to talk, or type.',
  ]);
  expect(microphone().open).toBe(false);
});

test('a detector that breaks ends hands-free', async () => {
  const { told, detect, microphone } = await handsFree();
  detect()?.failed(new Error('broken'));
  expect(told[0]).toBe('closed');
  expect(microphone().open).toBe(false);
});

test('leaving while the microphone is being opened lets it go as soon as it is there', async () => {
  const { server, settled, facts, opened } = ear();
  const gate = Promise.withResolvers<void>();
  facts.slow = gate.promise;
  server.start();
  server.close();
  gate.resolve();
  await settled();
  expect(opened.map(({ open }) => open)).toEqual([false]);
});

test('out of sight nobody is listened to; what was said counts, and listening goes on when the page is seen', async () => {
  const { server, told, detect, microphone, settled, opened } = await handsFree();
  detect()?.voice();
  server.seen(false);
  expect(microphone().open).toBe(false);
  expect(told.slice(2)).toEqual([
    '> speech_end',
    'ended',
    'hint: Listening rested while the page was in the background',
    'interrupted',
  ]);
  server.seen(true);
  await settled();
  expect(opened).toHaveLength(2);
  expect(told.at(-1)).toBe('open');
});

test('a closed microphone is not opened by coming back', async () => {
  const { server, told, settled } = ear();
  server.seen(false);
  server.seen(true);
  await settled();
  expect(told).toEqual([]);
});

test('a call interrupts, and gives back', async () => {
  const { told, microphone, detect } = await handsFree();
  microphone().events.interrupted(true);
  detect()?.voice();
  microphone().events.interrupted(false);
  expect(told).toEqual(['hint: The microphone is taken', 'interrupted', 'open']);
});

test('an unplugged microphone is replaced by another one', async () => {
  const { told, microphone, settled, opened } = await handsFree();
  microphone().events.lost();
  await settled();
  expect(opened.map(({ open }) => open)).toEqual([false, true]);
  expect(told).toEqual(['opening', 'open', 'hint: The microphone was unplugged']);
});

test('without another microphone the talk rests, and goes on when there is one: what was said before counts', async () => {
  const { server, told, microphone, settled, facts, detect, microphoneReturns, returns } = await handsFree();
  detect()?.voice();
  facts.refused = true;
  microphone().events.lost();
  await settled();
  expect(told).toEqual([
    'onset',
    '> speech_start',
    '> speech_end',
    'ended',
    'opening',
    'hint: refused Listening goes on by itself when it is back',
    'interrupted',
  ]);
  told.length = 0;
  // A device is told of before it can be opened.
  await microphoneReturns();
  expect(told.at(-1)).toBe('interrupted');
  facts.refused = false;
  await microphoneReturns();
  expect(told.at(-1)).toBe('open');
  detect()?.voice();
  expect(told.at(-1)).toBe('> speech_start');
  server.close();
  expect(returns.size).toBe(0);
});

test('a device that is told of while the missing one is sought is not missed', async () => {
  const { told, microphone, settled, facts, opened, microphoneReturns } = await handsFree();
  const gate = Promise.withResolvers<void>();
  facts.slow = gate.promise;
  microphone().events.lost();
  facts.slow = undefined;
  await microphoneReturns();
  expect(told.at(-1)).toBe('open');
  gate.resolve();
  await settled();
  expect(told).not.toContain('interrupted');
  expect(opened.filter(({ open }) => open)).toHaveLength(1);
});

test('a microphone that comes back while the page is out of sight is opened when it is seen', async () => {
  const { server, told, microphone, settled, facts, opened, microphoneReturns } = await handsFree();
  facts.refused = true;
  microphone().events.lost();
  await settled();
  server.seen(false);
  facts.refused = false;
  await microphoneReturns();
  expect(opened.filter(({ open }) => open)).toHaveLength(0);
  server.seen(true);
  await settled();
  expect(told.at(-1)).toBe('open');
});

test('who is muted stays muted with another microphone', async () => {
  const { server, told, microphone, settled, detect } = await handsFree();
  server.mute(true);
  microphone().events.lost();
  await settled();
  expect(microphone()).toMatchObject({ open: true, muted: true });
  detect()?.voice();
  expect(told.at(-1)).toBe('muted');
  server.close();
  server.start();
  await settled();
  expect(microphone().muted).toBe(false);
});

test('a device that appears opens no microphone that nobody asked for', async () => {
  const { server, settled, facts, opened, microphoneReturns } = ear();
  facts.refused = true;
  server.start();
  await settled();
  facts.refused = false;
  await microphoneReturns();
  expect(opened).toEqual([]);
});

test('the learner is told that the line is down, and that it is back', async () => {
  const { server, told } = await handsFree();
  server.line(false);
  expect(told).toEqual(['hint: The connection is gone']);
});

test('frames of a microphone that was let go are not heard', async () => {
  const { server, told, microphone } = await handsFree();
  const { events } = microphone();
  server.close();
  told.length = 0;
  events.frame(new Float32Array(512));
  events.interrupted(true);
  events.lost();
  expect(told).toEqual([]);
});
