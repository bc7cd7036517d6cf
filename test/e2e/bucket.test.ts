import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Document, UploadAnswer } from '../../src/protocol/rest/documents.ts';
import { HealthReport } from '../../src/protocol/rest/health.ts';
import { FakeS3 } from '../support/fake-s3.ts';
import { signUp, startServer } from '../support/server-process.ts';
import { testDir } from '../support/temp-dir.ts';

const WAIT = { timeout: 30_000, interval: 100 };

/** How a server of its own is told of the bucket. */
async function variables({ config }: FakeS3): Promise<Record<string, string>> {
  return {
    DATA_DIR: await testDir(),
    EMBEDDING_MODEL: 'hash',
    LOG_LEVEL: 'info',
    S3_ENDPOINT: config.endpoint ?? '',
    S3_BUCKET: config.bucket,
    S3_REGION: config.region,
    S3_ACCESS_KEY_ID: config.accessKeyId,
    S3_SECRET_ACCESS_KEY: config.secretAccessKey,
  };
}

async function start(env: Record<string, string>) {
  const server = await startServer(env);
  onTestFinished(async () => void (await server.stop()));
  const token = await signUp(server.url);
  const headers = { Authorization: `Bearer ${token}` };
  const bring = (text: string) => {
    const form = new FormData();
    form.append('files', new File([text], 'whales.md'));
    return fetch(`${server.url}/api/documents`, { method: 'POST', headers, body: form });
  };
  return { bring, get: (path: string) => fetch(`${server.url}${path}`, { headers }) };
}

describe('a server with a bucket', () => {
  it('keeps what is brought in the bucket, reads it from there and shows it', async () => {
    const s3 = await FakeS3.start();
    const { bring, get } = await start(await variables(s3));
    const { documents } = UploadAnswer.parse(await (await bring('# Whales\n\nThey sing.')).json());
    expect([...s3.objects.values()].map(String)).toEqual(['# Whales\n\nThey sing.']);
    const id = documents[0]?.id;
    const document = async () => Document.parse(await (await get(`/api/documents/${id}`)).json());
    await vi.waitFor(async () => expect(await document()).toMatchObject({ status: 'ready' }), WAIT);
    expect(await (await get(`/api/documents/${id}/file`)).text()).toBe('# Whales\n\nThey sing.');
  });

  it('starts while the bucket is away, says so in its health, and stores files when it is back', async () => {
    const s3 = await FakeS3.start();
    s3.fault = () => ({ status: 503, code: 'SlowDown' });
    const { bring, get } = await start(await variables(s3));
    const files = async () => {
      const { parts } = HealthReport.parse(await (await get('/health')).json());
      return parts.find(({ name }) => name === 'files')?.state;
    };
    expect(await files()).toBe('down');
    expect((await get('/health/ready')).status).toBe(200);
    const refused = await bring('Whales sing.');
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'files_unavailable' });

    s3.fault = () => undefined;
    await vi.waitFor(async () => expect(await files()).toBe('ok'), WAIT);
    expect((await bring('Whales sing.')).status).toBe(201);
  });

  it.each([
    [{ S3_BUCKET: 'others' }, 'does not exist'],
    [{ S3_SECRET_ACCESS_KEY: 'wrong' }, 'refused the key'],
  ])('refuses to start with %j, and says why', async (wrong, reason) => {
    const s3 = await FakeS3.start();
    await expect(startServer({ ...(await variables(s3)), ...wrong })).rejects.toThrow(reason);
  });
});
