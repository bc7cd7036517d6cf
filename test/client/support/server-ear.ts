import type { MicrophoneEvents } from '../../../src/client/audio/microphone.ts';
import { type DetectorEvents, VoiceDetector } from '../../../src/client/audio/voice-detector.ts';
import { ServerEar } from '../../../src/client/speech/server-ear.ts';
import { ScriptedWorld } from './scripted-world.ts';

/** An ear whose microphone, detector and line are the test's. What it tells is written down, what it sends after a `>`. */
export function ear() {
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
        acknowledgesSpeech: true,
        isDead: () => told.push('dead line'),
        listen: () => undefined,
      },
      now: () => world.now(),
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

/** The same, listening hands-free. */
export async function handsFree() {
  const parts = ear();
  parts.server.start();
  await parts.settled();
  parts.told.length = 0;
  return parts;
}
