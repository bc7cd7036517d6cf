import { TUTOR_SAMPLE_RATE } from '../../protocol/limits.ts';
import { fromPcm16, loudness } from './pcm.ts';
import { PlayQueue } from './play-queue.ts';
import { Resampler } from './resampler.ts';
import type { FromPlayback, ToPlayback } from './worklet-messages.ts';

/** While it plays it tells how far it is this often, ms. */
const TELL_EVERY_MS = 50;

/** Plays the tutor's sound and tells what was really played. */
class Playback extends AudioWorkletProcessor {
  readonly #queue = new PlayQueue(sampleRate);
  #resampler = new Resampler(TUTOR_SAMPLE_RATE, sampleRate);
  #sinceTold = 0;
  #wasDrained = true;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<ToPlayback>) => this.#obey(data);
  }

  process(_inputs: Float32Array[][], [output]: Float32Array[][]): boolean {
    const [first, ...others] = output ?? [];
    if (!first) return true;
    for (const position of this.#queue.pull(first)) this.#tell({ type: 'ended', position, level: loudness(first) });
    for (const other of others) other.set(first);
    this.#tellProgress(first);
    return true;
  }

  #obey(order: ToPlayback): void {
    if (order.type === 'sound') {
      const { turn, sentence, pcm } = order;
      const samples = fromPcm16(pcm);
      const ms = (samples.length / TUTOR_SAMPLE_RATE) * 1000;
      this.#queue.push({ turn, sentence, samples: this.#resampler.process(samples), ms });
    } else if (order.type === 'drop') {
      this.#queue.drop();
      this.#resampler = new Resampler(TUTOR_SAMPLE_RATE, sampleRate);
      this.#wasDrained = true;
    } else if (order.type === 'pause') {
      this.#queue.pause();
      const { position } = this.#queue;
      if (position) this.#tell({ type: 'paused', position, level: 0 });
    } else {
      this.#queue.resume();
    }
  }

  #tellProgress(played: Float32Array): void {
    const { position, drained, playing } = this.#queue;
    this.#sinceTold += played.length;
    if (!position) return;
    if (drained && !this.#wasDrained) this.#tell({ type: 'drained', position, level: 0 });
    else if (playing && (this.#sinceTold / sampleRate) * 1000 >= TELL_EVERY_MS) {
      this.#sinceTold = 0;
      this.#tell({ type: 'playing', position, level: loudness(played) });
    }
    this.#wasDrained = drained;
  }

  #tell(message: FromPlayback): void {
    this.port.postMessage(message);
  }
}

registerProcessor('playback', Playback);
