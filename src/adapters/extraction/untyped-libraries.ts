/**
 * Two libraries whose own types bring those of browsers along, which contradict Node's in files that have nothing to do with
 * sound. Named by a variable, they are loaded without their types; what is used of them is described here.
 */
const CONTAINERS: string = 'mediabunny';
const WEB_AUDIO: string = 'node-web-audio-api';

/** A piece of a track as its codec wrote it. */
export interface Packet {
  data: Uint8Array;
  /** Seconds from the beginning. */
  timestamp: number;
}

export interface Packets {
  getPacket(seconds: number): Promise<Packet | null>;
  getFirstPacket(): Promise<Packet | null>;
  packets(from: Packet): AsyncIterable<Packet>;
}

export interface Track {
  codec: string | null;
  numberOfChannels: number;
  computeDuration(): Promise<number>;
  getDecoderConfig(): Promise<{ description?: ArrayBuffer | ArrayBufferView } | null>;
}

interface Sample {
  /** Seconds from the beginning. */
  timestamp: number;
  numberOfChannels: number;
  numberOfFrames: number;
  sampleRate: number;
  copyTo(target: Float32Array, options: { planeIndex: number; format: 'f32-planar' }): void;
  close(): void;
}

interface Containers {
  ALL_FORMATS: readonly unknown[];
  BufferSource: new (file: Uint8Array) => object;
  Input: new (options: {
    source: object;
    formats: readonly unknown[];
  }) => {
    getPrimaryAudioTrack(): Promise<Track | null>;
  };
  EncodedPacketSink: new (track: Track) => Packets;
  AudioSampleSink: new (track: Track) => { samples(from: number, to: number): AsyncIterable<Sample> };
}

interface WebAudio {
  OfflineAudioContext: new (
    channels: number,
    length: number,
    sampleRate: number,
  ) => {
    decodeAudioData(file: ArrayBuffer): Promise<{
      numberOfChannels: number;
      sampleRate: number;
      getChannelData(channel: number): Float32Array;
    }>;
  };
}

export const containers: Containers = await import(CONTAINERS);

/** Loaded by those alone who need it: it is large, and native. */
export async function loadWebAudio(): Promise<WebAudio> {
  return import(WEB_AUDIO);
}
