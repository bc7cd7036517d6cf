import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openDiskBlobStore } from '../../src/adapters/disk/blob-store.ts';
import { readForm } from '../../src/http/upload-form.ts';
import type { UploadLimits } from '../../src/http/upload-turns.ts';
import { heldWrites } from '../support/held-writes.ts';
import { unreachableVectors } from '../support/switchable-vectors.ts';
import { testDir } from '../support/temp-dir.ts';
import { MULTIPART, openLibraryWorld, part, slowUpload, upload } from './documents-world.ts';

async function heldWorld(uploadLimits: UploadLimits, stallMs?: number) {
  const writes = heldWrites(await openDiskBlobStore(join(await testDir(), 'blobs')));
  const options = { blobs: () => writes.blobs, uploadLimits, reads: false, ...(stallMs !== undefined && { stallMs }) };
  const world = await openLibraryWorld(unreachableVectors, options);
  const ada = world.browser;
  return { ...world, writes, ada, bob: await world.signedIn('bob') };
}

const files = (count: number, letter = 'a') =>
  Array.from({ length: count }, (_, n): [string, string] => [`${letter}${n}.txt`, `${letter} ${n}`]);

describe('files of forms', () => {
  it('are written a few at once over all forms; the others wait for their turn', async () => {
    const { ada, bob, writes } = await heldWorld({ atOnce: 3 });
    const answers = Promise.all([upload(ada, files(6)), upload(bob, files(6, 'b')), upload(ada, files(4, 'c'))]);
    await expect.poll(() => writes.begun().length).toBe(3);
    writes.letGo(1);
    await expect.poll(() => writes.begun().length).toBe(4);
    writes.open();
    expect((await answers).map(({ status, body }) => [status, body.documents.length])).toEqual([
      [201, 6],
      [201, 6],
      [201, 4],
    ]);
    expect([writes.begun().length, writes.most()]).toEqual([16, 3]);
  });

  it('of one learner take no more than their share, whoever else is waiting', async () => {
    const { ada, bob, writes } = await heldWorld({ atOnce: 3, ofOneLearner: 2 });
    const hers = upload(ada, files(5));
    await expect.poll(() => writes.begun().length).toBe(2);
    const his = upload(bob, files(1, 'b'));
    await expect.poll(() => writes.begun().length).toBe(3);
    writes.letGo(2);
    expect((await his).status).toBe(201);
    writes.open();
    expect((await hers).body.documents.length).toBe(5);
    expect(
      new Set(
        writes
          .begun()
          .slice(0, 2)
          .map((key) => key.split('/')[0]),
      ).size,
    ).toBe(1);
    expect(writes.begun()[2]?.split('/')[0]).not.toBe(writes.begun()[0]?.split('/')[0]);
  });

  it('say how long they waited for their turn, and how long they took', async () => {
    const { ada, clock, writes } = await heldWorld({ atOnce: 1 });
    const answer = upload(ada, files(2));
    await expect.poll(() => writes.begun().length).toBe(1);
    clock.movedBy = 70_000;
    writes.open();
    const [first, second] = (await answer).body.results.map(({ timings }) => timings);
    expect(first?.waitedMs).toBeLessThan(70_000);
    expect(first?.storedMs).toBeGreaterThanOrEqual(70_000);
    expect(second?.waitedMs).toBeGreaterThanOrEqual(70_000);
    expect(second?.storedMs).toBeLessThan(70_000);
  });

  it('give their turn on when they fail, and fail alone', async () => {
    const { ada, writes } = await heldWorld({ atOnce: 1 });
    writes.open();
    const bad: [string, Buffer][] = [['picture.txt', Buffer.from('BM6\0\0\0\0\0\0\0', 'latin1')]];
    const answer = await upload(ada, [...files(2), ...bad, ...files(2, 'b')]);
    expect([answer.status, answer.body.results.map(({ status }) => status)]).toEqual([207, [201, 201, 415, 201, 201]]);
    expect(writes.most()).toBe(1);
  });

  it('are given up when their sender goes away while they wait, and keep nobody from a turn', async () => {
    const { ada, bob, writes, stores } = await heldWorld({ atOnce: 1 });
    const { request, answer } = slowUpload(ada);
    const cut = expect(answer).rejects.toThrow();
    request.write(part('files', 'first', 'a.txt') + part('files', 'second', 'b.txt').trimEnd());
    await expect.poll(() => writes.begun().length).toBe(1);
    const his = upload(bob, files(1, 'b'));
    request.destroy();
    await cut;
    writes.open();
    expect((await his).status).toBe(201);
    const learner = await stores.accounts.findLearnerByEmail('ada@example.org');
    const titles = async () =>
      (await stores.documents.list(learner?.id ?? '', { limit: 9 })).items.map(({ title }) => title);
    await expect.poll(titles).toEqual(['a']);
    expect((await upload(ada, files(1, 'c'))).status).toBe(201);
  });

  it('lose their turn when nothing more comes of them, and the rest of their form is taken', async () => {
    const { ada, bob, writes } = await heldWorld({ atOnce: 1 }, 300);
    writes.open();
    const { request, answer } = slowUpload(ada);
    request.write(part('files', 'half'.repeat(20_000), 'half.txt').trimEnd());
    await expect.poll(() => writes.begun().length).toBe(1);
    expect((await upload(bob, files(1, 'b'))).status).toBe(201);
    request.end(` and the rest\r\n${part('files', 'whole', 'whole.txt')}--XX--\r\n`);
    const { status, body } = await answer;
    expect([status, body.results.map(({ name, code }) => [name, code])]).toEqual([
      207,
      [
        ['half.txt', 'upload_stalled'],
        ['whole.txt', undefined],
      ],
    ]);
  });

  it('hold up their form while they wait: no more than a little of them is taken in', async () => {
    const SENT = 5_000_000;
    const sending = Object.assign(new PassThrough(), { headers: { 'content-type': MULTIPART } });
    const turn = Promise.withResolvers<void>();
    const sizes: number[] = [];
    const reading = readForm(
      // What is read of a request is its stream and its headers.
      sending as unknown as Parameters<typeof readForm>[0],
      async ({ content }) => {
        await turn.promise;
        let size = 0;
        for await (const chunk of content) size += chunk.length;
        sizes.push(size);
      },
      { hashed: false },
    );
    let taken = 0;
    const body = Buffer.from(`${part('files', 'x'.repeat(SENT), 'large.txt')}--XX--\r\n`);
    const fed = (async () => {
      for (let at = 0; at < body.length; at += 16_384) {
        if (!sending.write(body.subarray(at, at + 16_384))) {
          await new Promise((resolve) => sending.once('drain', resolve));
        }
        taken = at;
      }
      sending.end();
    })();
    for (let round = 0; round < 200; round += 1) await setImmediate();
    expect(taken).toBeLessThan(500_000);
    turn.resolve();
    await Promise.all([reading, fed]);
    expect(sizes).toEqual([SENT]);
  });
});
