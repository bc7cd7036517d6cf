/** What an audio worklet finds around it, and nothing else does; TypeScript's library doesn't know that world. */
declare const sampleRate: number;

declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

declare function registerProcessor(
  name: string,
  processor: new () => { process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean },
): void;
