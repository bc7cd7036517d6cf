import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import { MPEGDecoder } from 'mpg123-decoder';
import { OpusDecoder } from 'opus-decoder';
import { Refusal } from './refusals.ts';
import { decodeAac } from './sound-aac.ts';
import type { DecodedPart } from './sound-builder.ts';
import { containers, type Packet, type Packets, type Track } from './untyped-libraries.ts';

/** A stretch of a file, in seconds. */
interface Stretch {
  file: Uint8Array;
  from: number;
  to: number;
}

/** Bytes of a file that are decoded at a time, where the decoder finds the packets itself. */
const SLICE = 64 * 1024;

/** The decoded parts of a stretch. Throws Refusal for a codec that nothing here decodes. */
export async function* decodedParts(track: Track, packets: Packets, stretch: Stretch): AsyncGenerator<DecodedPart> {
  const codec = track.codec ?? 'unknown';
  if (codec.startsWith('pcm') || codec === 'ulaw' || codec === 'alaw') yield* pcm(track, stretch);
  else if (codec === 'mp3') yield* mp3(packetsIn(packets, stretch));
  else if (codec === 'opus') yield* opus(packetsIn(packets, stretch), track.numberOfChannels);
  else if (codec === 'flac') yield* flac(packetsIn(packets, stretch));
  else if (codec === 'aac')
    yield* decodeAac(packetsIn(packets, stretch), (await track.getDecoderConfig())?.description);
  else if (codec === 'vorbis') yield* vorbis(stretch);
  else throw new Refusal('damaged', `nothing decodes ${codec}`);
}

async function* packetsIn(sink: Packets, { from, to }: Stretch): AsyncGenerator<Packet> {
  const first = (await sink.getPacket(from)) ?? (await sink.getFirstPacket());
  if (!first) return;
  for await (const packet of sink.packets(first)) {
    if (packet.timestamp >= to) return;
    // The packet at the beginning belongs to the stretch before, which it began in.
    if (packet.timestamp >= from || from === 0) yield packet;
  }
}

async function* pcm(track: Track, { from, to }: Stretch): AsyncGenerator<DecodedPart> {
  for await (const sample of new containers.AudioSampleSink(track).samples(from, to)) {
    // The one at the beginning belongs to the stretch before, which it began in.
    if (sample.timestamp < from) continue;
    const channels = Array.from({ length: sample.numberOfChannels }, (_, planeIndex) => {
      const plane = new Float32Array(sample.numberOfFrames);
      sample.copyTo(plane, { planeIndex, format: 'f32-planar' });
      return plane;
    });
    yield { channels, rate: sample.sampleRate };
    sample.close();
  }
}

async function* mp3(packets: AsyncIterable<Packet>): AsyncGenerator<DecodedPart> {
  const decoder = new MPEGDecoder();
  await decoder.ready;
  for await (const { data } of packets) {
    const { channelData, sampleRate } = decoder.decodeFrame(data);
    yield { channels: channelData, rate: sampleRate };
  }
}

async function* opus(packets: AsyncIterable<Packet>, channels: number): AsyncGenerator<DecodedPart> {
  if (channels > 2) throw new Refusal('damaged', `${channels} channels`);
  const decoder = new OpusDecoder({ channels });
  await decoder.ready;
  for await (const { data } of packets) {
    const { channelData, sampleRate } = decoder.decodeFrame(data);
    yield { channels: channelData, rate: sampleRate };
  }
}

async function* flac(packets: AsyncIterable<Packet>): AsyncGenerator<DecodedPart> {
  const decoder = new FLACDecoder();
  await decoder.ready;
  for await (const { data } of packets) {
    const { channelData, sampleRate } = await decoder.decodeFrames([data]);
    yield { channels: channelData, rate: sampleRate };
  }
}

/** Needs the pages of its container, from the first on; what is not of the stretch is dropped as it comes. */
async function* vorbis({ file, from, to }: Stretch): AsyncGenerator<DecodedPart> {
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  let seconds = 0;
  for (let at = 0; at < file.length + SLICE && seconds < to; at += SLICE) {
    // After the end, what the decoder has kept back.
    const decoding = at < file.length ? decoder.decode(file.subarray(at, at + SLICE)) : decoder.flush();
    const { channelData, sampleRate, samplesDecoded } = await decoding;
    if (samplesDecoded === 0) continue;
    const [begin, end] = [from - seconds, to - seconds].map((time) => Math.max(0, Math.round(time * sampleRate)));
    seconds += samplesDecoded / sampleRate;
    yield { channels: channelData.map((channel) => channel.subarray(begin, end)), rate: sampleRate };
  }
}
