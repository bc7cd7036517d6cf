import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashEmbedder, hashVector } from '../../src/knowledge/hash-embedder.ts';

function nearness(a: string, b: string): number {
  const [left, right] = [hashVector(a), hashVector(b)];
  return left.reduce((sum, value, i) => sum + value * (right[i] ?? 0), 0);
}

describe('the embedder that needs no model', () => {
  it('gives vectors of length 1 for any text, empty ones too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const vector = hashVector(text);
        expect(vector.length).toBe(hashEmbedder.dimensions);
        expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
      }),
    );
  });

  it('gives the same vector for ever: these numbers may only change with the id', () => {
    const vector = hashVector('Photosynthesis turns light into sugar.');
    const filled = [...vector.entries()].filter(([, value]) => value !== 0);
    expect(hashEmbedder.id).toBe('hash-v1');
    expect(filled.slice(0, 4).map(([place, value]) => [place, value.toFixed(4)])).toEqual([
      [1, '-0.0586'],
      [2, '-0.0338'],
      [3, '-0.0338'],
      [4, '0.0338'],
    ]);
  });

  it('puts a text nearer to what shares its words than to what does not', () => {
    const question = 'How do plants make sugar?';
    expect(nearness(question, 'Plants make sugar from light and water.')).toBeGreaterThan(
      nearness(question, 'The French Revolution began in 1789.') + 0.2,
    );
  });

  it('finds other forms and misspellings of a word', () => {
    const other = nearness('photosynthesis', 'constitution');
    expect(nearness('photosynthesis', 'photosynthetic')).toBeGreaterThan(other + 0.2);
    expect(nearness('photosynthesis', 'fotosynthesis')).toBeGreaterThan(other + 0.2);
    expect(nearness('cafe', 'Café')).toBeCloseTo(1, 5);
  });

  it('cares little about stop words', () => {
    expect(nearness('what is the mitochondrion', 'mitochondrion')).toBeGreaterThan(0.9);
    expect(nearness('what is the mitochondrion', 'what is the weather')).toBeLessThan(0.3);
  });

  it('knows Chinese by its characters', () => {
    expect(nearness('光合作用', '植物通过光合作用制造糖')).toBeGreaterThan(
      nearness('光合作用', '法国大革命始于一七八九年') + 0.2,
    );
  });

  it('stops when nobody waits any more', async () => {
    await expect(hashEmbedder.embed(['a'], 'query', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  });
});
