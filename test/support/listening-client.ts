import { expect } from 'vitest';
import { AudioKind, encodeAudioFrame, pcmOf } from '../../src/protocol/audio-frame.ts';
import { TUTOR_SAMPLE_RATE } from '../../src/protocol/limits.ts';
import type { RealtimeClient } from './realtime-client.ts';

/** A client that plays what it gets when the test wants it, and reports it as the protocol asks. */
export class ListeningClient {
  readonly client: RealtimeClient;

  constructor(client: RealtimeClient) {
    this.client = client;
  }

  /** Sound received of a sentence of the latest turn, ms. */
  receivedMs(sentence: number): number {
    const turn = this.client.frames.at(-1)?.turn;
    const frames = this.client.frames.filter((frame) => frame.turn === turn && frame.sentence === sentence);
    return frames.reduce((ms, { pcm }) => ms + (pcm.length / 2 / TUTOR_SAMPLE_RATE) * 1000, 0);
  }

  /** Waits until there is so much sound of a sentence. */
  async received(sentence: number, ms: number): Promise<void> {
    await expect.poll(() => this.receivedMs(sentence), { interval: 5 }).toBeGreaterThanOrEqual(ms);
  }

  /** Speaks for so long under this id; ends nothing. */
  speak(id: string, ms = 400): void {
    this.client.send({ type: 'speech_start', id });
    const pcm = pcmOf(new Int16Array(16 * 20).fill(3000));
    for (let sequence = 0; sequence < ms / 20; sequence += 1) {
      this.client.socket.send(encodeAudioFrame({ kind: AudioKind.learner, turn: 0, sentence: 0, sequence, pcm }));
    }
  }

  report(turnId: string, sentence: number, playedMs: number, done = false): void {
    this.client.send({ type: 'playback', turnId, sentence, playedMs, done });
  }
}
