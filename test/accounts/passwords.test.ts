import { describe, expect, it } from 'vitest';
import { createPasswords } from '../../src/accounts/passwords.ts';
import { argon2Hasher } from '../../src/adapters/argon2/password-hasher.ts';

/** A hasher whose work ends when the test says so. */
function heldHasher() {
  const running: (() => void)[] = [];
  let most = 0;
  const hold = () =>
    new Promise<void>((resolve) => {
      running.push(resolve);
      most = Math.max(most, running.length);
    });
  return {
    hasher: {
      hash: async () => {
        await hold();
        return 'hash';
      },
      verify: async () => true,
    },
    finishOne: () => running.shift()?.(),
    running: () => running.length,
    most: () => most,
  };
}

describe('password hashing', () => {
  it('knows the right password from a wrong one', async () => {
    const passwords = createPasswords(argon2Hasher);
    const hash = await passwords.hash('pässwörd ✓ long');
    expect(await passwords.verify(hash, 'pässwörd ✓ long')).toBe(true);
    expect(await passwords.verify(hash, 'pässwörd ✓ lonG')).toBe(false);
    expect(await passwords.hash('pässwörd ✓ long')).not.toBe(hash);
  });

  it('does so many at once and no more, and all of them in the end', async () => {
    const held = heldHasher();
    const passwords = createPasswords(held.hasher, { concurrency: 2, maxWaiting: 3 });
    const hashes = Promise.all(Array.from({ length: 5 }, () => passwords.hash('x')));
    await expect.poll(held.running).toBe(2);
    for (let done = 0; done < 5; done++) {
      await expect.poll(held.running).toBeGreaterThan(0);
      held.finishOne();
    }
    expect(await hashes).toHaveLength(5);
    expect(held.most()).toBe(2);
  });

  it('turns the one beyond the waiting room away, and takes new ones when there is room again', async () => {
    const held = heldHasher();
    const passwords = createPasswords(held.hasher, { concurrency: 1, maxWaiting: 1 });
    const taken = [passwords.hash('x'), passwords.hash('x')];
    await expect(passwords.hash('x')).rejects.toMatchObject({ code: 'busy', status: 503, retryable: true });
    await expect.poll(held.running).toBe(1);
    held.finishOne();
    await taken[0];
    const third = passwords.hash('x');
    for (let done = 0; done < 2; done++) {
      await expect.poll(held.running).toBe(1);
      held.finishOne();
    }
    expect(await Promise.all([taken[1], third])).toEqual(['hash', 'hash']);
  });

  it('gives its place back when hashing fails', async () => {
    const failing = { hash: async () => Promise.reject(new Error('out of memory')), verify: async () => true };
    const passwords = createPasswords(failing, { concurrency: 1, maxWaiting: 0 });
    for (let i = 0; i < 3; i++) await expect(passwords.hash('x')).rejects.toThrow('out of memory');
  });
});
