import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectRedis } from '../../src/adapters/redis/connect.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { Browser } from '../http/browser.ts';
import { begin, notes, offsetOf, patch, stateOf } from '../http/tus.ts';
import { PASSWORD } from '../http/world.ts';
import { fileChroma, silent } from '../support/chroma.ts';
import { CutLine } from '../support/cut-line.ts';
import { openTestDatabase } from '../support/databases.ts';
import { FakeS3 } from '../support/fake-s3.ts';
import { TEST_REDIS_URL } from '../support/redis.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';

/** Servers name their keys all alike, so these get a database of Redis' to themselves. */
const REDIS_URL = Object.assign(new URL(TEST_REDIS_URL), { pathname: '/10' }).href;
const MIB = 1024 * 1024;
const BYTES = 4 * MIB + 4321;
const WAIT = { timeout: 30_000, interval: 100 };

const bucketOf = ({ config }: FakeS3) => ({
  S3_ENDPOINT: config.endpoint ?? '',
  S3_BUCKET: config.bucket,
  S3_REGION: config.region,
  S3_ACCESS_KEY_ID: config.accessKeyId,
  S3_SECRET_ACCESS_KEY: config.secretAccessKey,
});

describe.each(['PostgreSQL', 'a bucket'])(
  'a file that comes to two nodes, which keep files in %s,',
  (place) => {
    const chroma = fileChroma();
    const stack = new AsyncDisposableStack();
    let database: Awaited<ReturnType<typeof openTestDatabase>>;
    let a: ServerProcess;
    let b: ServerProcess;
    /** One learner, at either node. */
    let atA: Browser;
    let atB: Browser;

    beforeAll(async () => {
      database = await openTestDatabase('postgres');
      stack.defer(() => database.drop());
      const s3 = place === 'a bucket' ? await FakeS3.open() : undefined;
      stack.defer(async () => s3?.stop());
      const child = await chroma.start();
      stack.defer(() => chroma.stop());
      const env = {
        DATABASE_URL: database.config.kind === 'postgres' ? database.config.url : '',
        REDIS_URL,
        CHROMA_URL: child.url() ?? '',
        EMBEDDING_MODEL: 'hash',
        ...(s3 && bucketOf(s3)),
      };
      const start = async () => {
        const dir = await mkdtemp(join(tmpdir(), 'lva-nodes-'));
        stack.defer(() => rm(dir, { recursive: true, force: true }));
        const server = await startServer({ ...env, DATA_DIR: dir });
        stack.defer(async () => void (await server.stop()));
        return server;
      };
      [a, b] = [await start(), await start()];
      atA = new Browser(a.url);
      const account = { name: 'ada', email: 'ada@example.org', password: PASSWORD };
      expect((await atA.post('/api/auth/sign-up/email', account)).status).toBe(200);
      atB = signedIn(b.url);
    });
    afterAll(async () => {
      await stack.disposeAsync();
      const redis = await connectRedis(REDIS_URL, { logger: silent, clock: systemClock });
      await redis.commands.flushdb();
      await redis.close();
    });

    function signedIn(url: string): Browser {
      const browser = new Browser(url);
      for (const [name, value] of atA.cookies) browser.cookies.set(name, value);
      return browser;
    }

    /** Text of which no two files are alike. */
    const file = (name: string) => Buffer.concat([Buffer.from(`# ${name}\n\n`), notes(BYTES)]).subarray(0, BYTES);

    /** As a tus client does: asks where the file goes on, and asks again where it is told that it is elsewhere. */
    async function finish(browser: Browser, path: string, content: Buffer<ArrayBuffer>): Promise<void> {
      await vi.waitFor(async () => {
        const offset = await offsetOf(browser, path);
        expect((await patch(browser, path, offset, content.subarray(offset))).status).toBe(204);
      }, WAIT);
    }

    /** Sends all to the first node over a line that falls silent after so many bytes. */
    async function sendUntil(line: CutLine, path: string, content: Buffer<ArrayBuffer>, bytes: number) {
      const silence = line.silentAfter(bytes);
      const broken = expect(patch(signedIn(line.url), path, 0, content)).rejects.toThrow();
      await silence;
      return { broken };
    }

    async function expectWhole(path: string, content: Buffer): Promise<void> {
      const [{ answer }, other] = await Promise.all([stateOf(atA, path), stateOf(atB, path)]);
      expect(answer?.results).toMatchObject([{ status: 201 }]);
      // Its documents are told as they are by then: one may have been asked a moment after the other.
      expect(other.answer?.results).toEqual(answer?.results);
      expect(other.answer?.documents.map(({ id }) => id)).toEqual(answer?.documents.map(({ id }) => id));
      for (const browser of [atA, atB]) {
        const response = await browser.fetch('GET', `/api/documents/${answer?.documents[0]?.id}/file`);
        expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
      }
    }

    it('is whole when its first part came to one of them and the rest to the other', async () => {
      const content = file('halves');
      const path = await begin(atA, BYTES, 'halves.md');
      expect((await patch(atA, path, 0, content.subarray(0, MIB + 77))).status).toBe(204);
      expect(await offsetOf(atB, path)).toBe(MIB + 77);
      expect((await patch(atB, path, MIB + 77, content.subarray(MIB + 77))).status).toBe(204);
      await expectWhole(path, content);
    });

    it('goes on with the other one where the line was cut in the middle of a part', async () => {
      const content = file('cut');
      await using line = await CutLine.to(a.url);
      const path = await begin(atA, BYTES, 'cut.md');
      const sending = await sendUntil(line, path, content, MIB + MIB / 2);
      await expect.poll(() => offsetOf(atB, path), WAIT).toBe(MIB);
      line.cut();
      await sending.broken;
      await expect.poll(() => offsetOf(atB, path), WAIT).toBeGreaterThan(MIB);
      await finish(atB, path, content);
      await expectWhole(path, content);
    });

    it('goes on with the other one while the first still waits for the rest of a part', async () => {
      const content = file('silent');
      await using line = await CutLine.to(a.url);
      const path = await begin(atA, BYTES, 'silent.md');
      const sending = await sendUntil(line, path, content, MIB + MIB / 2);
      await expect.poll(() => offsetOf(atB, path), WAIT).toBe(MIB);
      await finish(atB, path, content);
      line.cut();
      await sending.broken;
      await expectWhole(path, content);
    });

    // Last, because it takes one of the two away.
    it('goes on after the last whole part where the node that took it was killed', async () => {
      const content = file('killed');
      await using line = await CutLine.to(a.url);
      const path = await begin(atB, BYTES, 'killed.md');
      const sending = await sendUntil(line, path, content, 2 * MIB + MIB / 2);
      await expect.poll(() => offsetOf(atB, path), WAIT).toBe(2 * MIB);
      await a.kill();
      await sending.broken;
      expect(await offsetOf(atB, path)).toBe(2 * MIB);
      await finish(atB, path, content);
      expect((await stateOf(atB, path)).answer?.results).toMatchObject([{ status: 201 }]);
    });
  },
  120_000,
);
