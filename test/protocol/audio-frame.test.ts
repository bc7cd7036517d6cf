import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AUDIO_HEADER_BYTES,
  AudioKind,
  encodeAudioFrame,
  parseAudioFrame,
  pcmOf,
  samplesOf,
} from '../../src/protocol/audio-frame.ts';

const frame = { kind: AudioKind.learner, turn: 0, sentence: 0, sequence: 7, pcm: new Uint8Array([1, 2, 3, 4]) };

describe('an audio frame', () => {
  it('has nine bytes before its sound, big-endian', () => {
    const bytes = encodeAudioFrame({
      kind: AudioKind.tutor,
      turn: 0x01020304,
      sentence: 0x0506,
      sequence: 0x0708,
      pcm: new Uint8Array([9, 10]),
    });
    expect([...bytes]).toEqual([2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('is read back as it was written, wherever in a buffer it stands', () => {
    fc.assert(
      fc.property(
        fc.record({
          kind: fc.constantFrom(AudioKind.learner, AudioKind.tutor),
          turn: fc.nat(0xffffffff),
          sentence: fc.nat(0xffff),
          sequence: fc.nat(0xffff),
          pcm: fc.uint8Array({ minLength: 1, maxLength: 100 }).map((half) => new Uint8Array([...half, ...half])),
        }),
        fc.nat(20),
        (original, before) => {
          const bytes = encodeAudioFrame(original);
          const buffer = new Uint8Array(before + bytes.length);
          buffer.set(bytes, before);
          expect(parseAudioFrame(buffer.subarray(before))).toEqual(original);
        },
      ),
    );
  });

  it('carries samples little-endian, and gives back the same', () => {
    expect([...pcmOf(Int16Array.of(1, -2))]).toEqual([1, 0, 254, 255]);
    fc.assert(
      fc.property(fc.int16Array({ minLength: 1, maxLength: 50 }), (samples) => {
        const bytes = encodeAudioFrame({ ...frame, pcm: pcmOf(samples) });
        expect(samplesOf(parseAudioFrame(bytes)?.pcm ?? new Uint8Array())).toEqual(samples);
      }),
    );
  });

  it.each([
    { what: 'is empty', bytes: new Uint8Array() },
    { what: 'is shorter than its header', bytes: encodeAudioFrame(frame).subarray(0, AUDIO_HEADER_BYTES - 1) },
    { what: 'holds no sound', bytes: encodeAudioFrame(frame).subarray(0, AUDIO_HEADER_BYTES) },
    { what: 'holds half a sample', bytes: encodeAudioFrame(frame).subarray(0, AUDIO_HEADER_BYTES + 3) },
    { what: 'is of an unknown kind', bytes: encodeAudioFrame(frame).with(0, 3) },
  ])('is none when it $what', ({ bytes }) => {
    expect(parseAudioFrame(bytes)).toBeUndefined();
  });
});
