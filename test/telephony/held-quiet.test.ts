import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HeldQuiet } from '../../src/telephony/held-quiet.ts';

const WINDOW = 256;
const SETTLED = 8000;
const KEPT = 12 * WINDOW;
/** µ-law of samples between -64 and 64. */
const QUIET = [0xff, 0xfe, 0xf9, 0xf7, 0x7f, 0x7a, 0x77];

/** Quiet that tells its place. */
function quiet(length: number, from = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => QUIET[((from + at) * 7919) % QUIET.length] ?? 0xff);
}

function open() {
  const passed: number[] = [];
  const held = new HeldQuiet((mulaw) => passed.push(...mulaw));
  return { passed, held };
}

it('passes on a second of quiet, then nothing until it gets louder, and then what was just before', () => {
  const { passed, held } = open();
  for (let at = 0; at < 10 * SETTLED; at += 160) held.push(quiet(160, at));
  expect(passed).toHaveLength(SETTLED);
  held.push(Uint8Array.of(0x80));
  const kept = passed.slice(SETTLED, -1);
  expect(kept.length).toBeGreaterThanOrEqual(KEPT);
  expect(kept.length).toBeLessThan(KEPT + WINDOW);
  expect(kept).toEqual([...quiet(10 * SETTLED)].slice(-kept.length));
});

it('leaves out nothing but whole windows of settled quiet, however the sound comes in pieces', () => {
  const piece = fc.record({ loud: fc.boolean(), length: fc.oneof(fc.nat({ max: 400 }), fc.nat({ max: 30_000 })) });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const { passed, held } = open();
      let run: number[] = [];
      const wanted: number[] = [];
      const endRun = (isLast: boolean) => {
        const rest = Math.max(0, run.length - SETTLED);
        const gone = isLast ? rest : Math.max(0, Math.floor((rest - KEPT) / WINDOW) * WINDOW);
        wanted.push(...run.slice(0, SETTLED), ...run.slice(SETTLED + gone));
        run = [];
      };
      for (const { loud, length } of pieces) {
        const mulaw = loud ? new Uint8Array(length).fill(0x80) : quiet(length, run.length);
        held.push(mulaw);
        if (!loud || length === 0) run.push(...mulaw);
        else {
          endRun(false);
          wanted.push(...mulaw);
        }
      }
      endRun(true);
      expect(Buffer.from(passed).equals(Buffer.from(wanted))).toBe(true);
    }),
    { numRuns: 200 },
  );
});
