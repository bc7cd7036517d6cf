import playbackUrl from './playback-worklet.ts?worker&url';
import type { Sound } from './sound.ts';
import type { FromPlayback, ToPlayback } from './worklet-messages.ts';

/** The loudspeaker: plays the tutor's sound and tells what was really played. */
export interface Player {
  play(turn: number, sentence: number, pcm: Uint8Array): void;
  /** Silent at once; `paused` tells where. */
  pause(): void;
  resume(): void;
  /** Silent at once, and what waited is forgotten. */
  drop(): void;
  close(): void;
}

/** @throws when the browser can't load the audio thread's code */
export async function createPlayer(sound: Sound, heard: (message: FromPlayback) => void): Promise<Player> {
  const user = {};
  const context = await sound.join(user, playbackUrl);
  const node = new AudioWorkletNode(context, 'playback', { numberOfInputs: 0, outputChannelCount: [1] });
  node.port.onmessage = ({ data }: MessageEvent<FromPlayback>) => heard(data);
  node.connect(context.destination);
  const tell = (order: ToPlayback) => node.port.postMessage(order);
  return {
    play: (turn, sentence, pcm) => tell({ type: 'sound', turn, sentence, pcm }),
    pause: () => tell({ type: 'pause' }),
    resume: () => tell({ type: 'resume' }),
    drop: () => tell({ type: 'drop' }),
    close() {
      tell({ type: 'drop' });
      node.port.onmessage = null;
      node.disconnect();
      sound.leave(user);
    },
  };
}
