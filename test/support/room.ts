import type { Page } from 'playwright-core';
import { SOUND_RATE } from './sounds.ts';

/**
 * A room around the page: what its loudspeaker plays comes back to its microphone, late and softer, and so does what the learner
 * says. The device takes no echo out of it.
 */
const script = `
  window.AudioContext = class extends AudioContext {
    constructor(options) {
      super(options);
      window.room = this.createMediaStreamDestination();
    }
  };
  window.AudioWorkletNode = class extends AudioWorkletNode {
    constructor(context, name, options) {
      super(context, name, options);
      if (name === 'playback') this
        .connect(new GainNode(context, { gain: window.echoGain }))
        .connect(new DelayNode(context, { delayTime: 0.09 }))
        .connect(window.room);
      if (name === 'playback') this.port.addEventListener('message', ({ data }) => {
        if (data.type === 'playing') window.interrupt?.();
      });
    }
  };
  navigator.mediaDevices.getUserMedia = async () => window.room.stream.clone();
  window.speak = (samples, rate) => {
    const buffer = new AudioBuffer({ length: samples.length, sampleRate: rate });
    buffer.copyToChannel(Float32Array.from(samples, (sample) => sample / 32768), 0);
    const source = new AudioBufferSourceNode(window.room.context, { buffer });
    source.connect(window.room);
    source.start();
  };
  window.speakOver = (samples, rate) => {
    window.interrupt = () => {
      window.interrupt = undefined;
      window.speak(samples, rate);
    };
  };
`;

export interface Room {
  /** The learner says this. */
  speak(samples: Int16Array): Promise<void>;
  /** The learner says this in the moment in which the loudspeaker plays next, however busy the machine is. */
  speakOver(samples: Int16Array): Promise<void>;
}

/** Call before the page is opened. @param echoDb how loud the loudspeaker comes back */
export async function installRoom(page: Page, echoDb: number): Promise<Room> {
  await page.addInitScript(`window.echoGain = ${10 ** (echoDb / 20)}; ${script}`);
  const tell = (how: string, samples: Int16Array) =>
    page.evaluate<void>(`window.${how}(${JSON.stringify([...samples])}, ${SOUND_RATE})`);
  return {
    speak: (samples) => tell('speak', samples),
    speakOver: (samples) => tell('speakOver', samples),
  };
}
