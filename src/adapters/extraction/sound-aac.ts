import { Refusal } from './refusals.ts';
import { type DecodedPart, SAMPLE_RATE } from './sound-builder.ts';
import { loadWebAudio, type Packet } from './untyped-libraries.ts';

/** Seconds that are decoded at a time. */
const PIECE_S = 30;
const HEADER_BYTES = 7;

/** What every frame says of itself. */
interface Format {
  /** Profile of AAC, from 1. */
  type: number;
  /** Index of the sample rate. */
  rate: number;
  channels: number;
}

/**
 * Decodes AAC by the Web Audio API, which reads files and no packets: they are put into the plainest of all files, half a
 * minute at a time. AAC-LC only, which telephones record.
 */
export async function* decodeAac(
  packets: AsyncIterable<Packet>,
  description: ArrayBuffer | ArrayBufferView | undefined,
): AsyncGenerator<DecodedPart> {
  const format = description && formatOf(description);
  let piece: Uint8Array[] = [];
  let begun = 0;
  for await (const { data, timestamp } of packets) {
    if (piece.length === 0) begun = timestamp;
    // Without a description, frames come with their headers.
    piece.push(format ? Buffer.concat([headerOf(format, data.length), data]) : data);
    if (timestamp - begun < PIECE_S) continue;
    yield await decode(piece);
    piece = [];
  }
  if (piece.length > 0) yield await decode(piece);
}

async function decode(frames: readonly Uint8Array[]): Promise<DecodedPart> {
  const bytes = new Uint8Array(Buffer.concat(frames));
  const { OfflineAudioContext } = await loadWebAudio();
  const context = new OfflineAudioContext(1, 1, SAMPLE_RATE);
  const decoded = await context.decodeAudioData(bytes.buffer);
  const channels = Array.from({ length: decoded.numberOfChannels }, (_, index) => decoded.getChannelData(index));
  return { channels, rate: decoded.sampleRate };
}

/** Reads an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1): five bits of type, four of rate, four of channels. */
function formatOf(description: ArrayBuffer | ArrayBufferView): Format {
  const bytes = ArrayBuffer.isView(description)
    ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength)
    : new Uint8Array(description);
  const bits = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  const format = { type: bits >> 11, rate: (bits >> 7) & 15, channels: (bits >> 3) & 15 };
  if (format.type < 1 || format.type > 4 || format.rate > 12)
    throw new Refusal('damaged', `AAC of type ${format.type}`);
  return format;
}

/** The header of an ADTS frame (ISO/IEC 14496-3, 1.A.2). */
function headerOf({ type, rate, channels }: Format, dataBytes: number): Buffer {
  const length = dataBytes + HEADER_BYTES;
  return Buffer.from([
    0xff,
    0xf1,
    ((type - 1) << 6) | (rate << 2) | (channels >> 2),
    ((channels & 3) << 6) | (length >> 11),
    (length >> 3) & 0xff,
    ((length & 7) << 5) | 0x1f,
    0xfc,
  ]);
}
