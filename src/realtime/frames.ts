import type { RawData } from 'ws';
import { AudioKind, parseAudioFrame } from '../protocol/audio-frame.ts';
import { ClientMessage } from '../protocol/client-messages.ts';
import { LEARNER_SAMPLE_RATE, MAX_AUDIO_FRAME_MS } from '../protocol/limits.ts';

/** Bytes of the longest frame of a learner's audio. */
const MAX_PCM_BYTES = (2 * LEARNER_SAMPLE_RATE * MAX_AUDIO_FRAME_MS) / 1000;

/** What a frame turned out to be. */
export type Frame =
  | { kind: 'message'; message: ClientMessage }
  /** Sound of the learner: PCM16 little-endian in memory that the socket may use again. */
  | { kind: 'audio'; pcm: Uint8Array; sequence: number }
  /** Well-formed, of a type that this version doesn't know: refused, not fatal, so that newer clients can try. */
  | { kind: 'unknown'; type: string }
  /** Not the protocol at all: the socket closes with 4400 and this reason. */
  | { kind: 'malformed'; reason: string };

const KNOWN_TYPES: ReadonlySet<unknown> = new Set(ClientMessage.options.map((option) => option.shape.type.value));

/** Reads one frame as it came from the socket. Never throws. */
export function readFrame(data: RawData, isBinary: boolean): Frame {
  const bytes = bytesOf(data);
  return isBinary ? readAudio(bytes) : readText(bytes.toString('utf8'));
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

function readAudio(bytes: Buffer): Frame {
  const frame = parseAudioFrame(bytes);
  if (!frame) return { kind: 'malformed', reason: 'not an audio frame' };
  if (frame.kind !== AudioKind.learner || frame.turn !== 0 || frame.sentence !== 0) {
    return { kind: 'malformed', reason: "not a learner's audio frame" };
  }
  if (frame.pcm.length > MAX_PCM_BYTES)
    return { kind: 'malformed', reason: `audio of more than ${MAX_AUDIO_FRAME_MS} ms` };
  return { kind: 'audio', pcm: frame.pcm, sequence: frame.sequence };
}

function readText(text: string): Frame {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string') {
    return { kind: 'malformed', reason: 'not a JSON object with a type' };
  }
  if (!KNOWN_TYPES.has(value.type)) return { kind: 'unknown', type: value.type };
  const parsed = ClientMessage.safeParse(value);
  if (parsed.success) return { kind: 'message', message: parsed.data };
  const [issue] = parsed.error.issues;
  return { kind: 'malformed', reason: `${value.type}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'invalid'}` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller closes the socket as malformed.
    return undefined;
  }
}
