import { LEARNER_SAMPLE_RATE } from '../../protocol/limits.ts';
import { Framer } from './framer.ts';
import { Resampler } from './resampler.ts';
import { LEARNER_FRAME } from './worklet-messages.ts';

/** Hands the microphone's sound over in frames of 32 ms at 16 kHz, until it is told to end. */
class Capture extends AudioWorkletProcessor {
  readonly #resampler = new Resampler(sampleRate, LEARNER_SAMPLE_RATE);
  readonly #framer = new Framer(LEARNER_FRAME);
  #ended = false;

  constructor() {
    super();
    this.port.onmessage = () => {
      this.#ended = true;
    };
  }

  process([input]: Float32Array[][]): boolean {
    const samples = input?.[0];
    if (samples) {
      for (const frame of this.#framer.push(this.#resampler.process(samples))) {
        this.port.postMessage(frame, [frame.buffer]);
      }
    }
    return !this.#ended;
  }
}

registerProcessor('capture', Capture);
