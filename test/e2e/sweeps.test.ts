import { access, mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openDatabase } from '../../src/adapters/knex/database.ts';
import { createStores } from '../../src/adapters/knex/stores.ts';
import { newId } from '../../src/ids.ts';
import { UPLOAD_EXPIRY_MS } from '../../src/protocol/limits.ts';
import { signUp, startServer } from '../support/server-process.ts';
import { testDir } from '../support/temp-dir.ts';

const WAIT = { timeout: 30_000, interval: 100 };

it('a server sweeps when it starts: files that one before it had no time to note, and uploads given up', async () => {
  const dataDir = await testDir();
  const env = { DATA_DIR: dataDir, EMBEDDING_MODEL: 'hash' };
  const first = await startServer(env);
  onTestFinished(async () => void (await first.stop()));
  await signUp(first.url);
  await first.stop();

  const database = await openDatabase({ kind: 'sqlite', file: join(dataDir, 'tutor.db') });
  const { accounts, uploads } = createStores(database);
  const learnerId = (await accounts.findLearnerByEmail('ada@example.org'))?.id ?? '';
  const expired = Date.now() - UPLOAD_EXPIRY_MS - 60_000;
  const write = async (key: string) => {
    const path = join(dataDir, 'files', key);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, 'half of a file');
    await utimes(path, new Date(expired), new Date(expired));
    return path;
  };
  /** An upload of which something came at that time. */
  const upload = async (at: number) => {
    const [id, blobKey] = [newId(), `${learnerId}/uploads/${newId()}`];
    await uploads.create({ id, learnerId, name: 'a.txt', bytes: 50, received: 0, createdAt: at, touchedAt: at });
    await uploads.append(learnerId, id, { start: 0, bytes: 14, blobKey }, at);
    return { id, path: await write(blobKey) };
  };
  const orphan = await write(`${learnerId}/${newId()}`);
  const [givenUp, running] = [await upload(expired), await upload(Date.now())];
  await database.close();

  const second = await startServer(env);
  onTestFinished(async () => void (await second.stop()));
  for (const path of [orphan, givenUp.path]) {
    await vi.waitFor(() => expect(access(path)).rejects.toMatchObject({ code: 'ENOENT' }), WAIT);
  }
  await second.stop();
  const after = await openDatabase({ kind: 'sqlite', file: join(dataDir, 'tutor.db') });
  onTestFinished(() => after.close());
  const found = (id: string) => createStores(after).uploads.find(learnerId, id);
  expect(await found(givenUp.id)).toBeUndefined();
  expect(await found(running.id)).toMatchObject({ received: 14 });
  await access(running.path);
}, 120_000);
