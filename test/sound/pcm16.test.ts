import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromMulaw, isQuietMulaw, toMulaw } from '../../src/sound/mulaw.ts';
import { durationMs, Pcm16Reader, toPcm16Bytes } from '../../src/sound/pcm16.ts';
import { isQuiet } from '../../src/sound/quiet.ts';
import { toWav } from '../../src/sound/wav.ts';

test('samples survive being cut anywhere, also within a sample', () => {
  fc.assert(
    fc.property(fc.int16Array(), fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 50 }), (samples, cuts) => {
      const bytes = toPcm16Bytes(samples);
      const reader = new Pcm16Reader();
      const out: number[] = [];
      let at = 0;
      for (const length of cuts) {
        out.push(...reader.push(bytes.subarray(at, at + length)));
        at += length;
      }
      out.push(...reader.push(bytes.subarray(at)));
      expect(Int16Array.from(out)).toEqual(samples);
    }),
  );
});

test('half a sample at the end is left out', () => {
  expect(new Pcm16Reader().push(Uint8Array.of(1, 2, 3))).toEqual(Int16Array.of(0x0201));
});

test('a frame sounds as long as its samples at their rate', () => {
  expect(durationMs({ samples: new Int16Array(320), sampleRate: 16_000 })).toBe(20);
});

test('µ-law has the bytes of G.711', () => {
  expect([...toMulaw(Int16Array.of(0, 8, -8, 132, -132, 1000, -1000, 32_767, -32_768))]).toEqual([
    0xff, 0xfe, 0x7e, 0xef, 0x6f, 0xce, 0x4e, 0x80, 0x00,
  ]);
  expect([...fromMulaw(Uint8Array.of(0xff, 0x7f, 0x80, 0x00, 0xce))]).toEqual([0, 0, 32_124, -32_124, 988]);
});

test('µ-law there and back keeps every sample to a thirty-second of itself, and a second time changes nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: -32_635, max: 32_635 }), (sample) => {
      const [back] = fromMulaw(toMulaw(Int16Array.of(sample)));
      expect(Math.abs((back ?? 0) - sample)).toBeLessThanOrEqual(Math.abs(sample) / 32 + 8);
      expect(fromMulaw(toMulaw(Int16Array.of(back ?? 0)))).toEqual(Int16Array.of(back ?? 0));
    }),
  );
});

test('µ-law is quiet where its samples are', () => {
  expect([isQuietMulaw(toMulaw(Int16Array.of(64, -64))), isQuietMulaw(toMulaw(Int16Array.of(0, 80)))]).toEqual([
    true,
    false,
  ]);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 8 }), (bytes) => {
      expect(isQuietMulaw(bytes)).toBe(isQuiet(fromMulaw(bytes)));
    }),
  );
});

test('a WAV is read by another program as what it is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lva-wav-'));
  try {
    const file = join(folder, 'sound.wav');
    writeFileSync(file, toWav([Int16Array.of(1, -2), Int16Array.of(3)], 16_000));
    const raw = execFileSync('sox', [file, '-t', 'raw', '-e', 'signed', '-b', '16', '-L', '-']);
    expect(new Pcm16Reader().push(raw)).toEqual(Int16Array.of(1, -2, 3));
    expect(execFileSync('soxi', [file], { encoding: 'utf8' })).toMatch(/Channels\s*: 1[\s\S]*Sample Rate\s*: 16000/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
