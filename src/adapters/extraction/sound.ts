import type { DecodeTask, MeasureTask } from './extraction-messages.ts';
import { Refusal } from './refusals.ts';
import { SoundBuilder } from './sound-builder.ts';
import { decodedParts } from './sound-decoders.ts';
import { containers, type Track } from './untyped-libraries.ts';

/** Seconds that a recording is long. */
export async function measureSound({ file }: Omit<MeasureTask, 'work'>): Promise<number> {
  const track = await openTrack(file);
  return track.computeDuration();
}

/** A stretch of a recording as one channel at 16 kHz, of its first track of sound. */
export async function decodeSound({ file, from, to }: Omit<DecodeTask, 'work'>): Promise<Int16Array> {
  const track = await openTrack(file);
  const sound = new SoundBuilder();
  for await (const part of decodedParts(track, new containers.EncodedPacketSink(track), { file, from, to }))
    sound.add(part);
  return sound.samples();
}

async function openTrack(file: Uint8Array): Promise<Track> {
  const { ALL_FORMATS, BufferSource, Input } = containers;
  const input = new Input({ source: new BufferSource(file), formats: ALL_FORMATS });
  const track = await input.getPrimaryAudioTrack();
  if (!track) throw new Refusal('damaged', 'there is no sound in it');
  return track;
}
