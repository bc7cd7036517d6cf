import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import pLimit from 'p-limit';
import type { S3Config } from '../../config/s3.ts';
import { isBlobKey, requireBlobKey } from '../../ports/blob-key.ts';
import type { BlobStore } from '../../ports/blob-store.ts';
import { bytesWithin } from '../../ports/byte-range.ts';
import { toBlobError } from './errors.ts';
import { hashedContent } from './hashed-content.ts';

/** Each file on its way holds two parts of 5 MB, the least that S3 takes, in memory. */
const PARTS_AT_ONCE = 2;
const REMOVALS_AT_ONCE = 8;
const CONNECT_MS = 5000;
const SILENCE_MS = 60_000;
/** Of a request that may succeed later; the SDK waits in between. */
const ATTEMPTS = 3;
/** A learner on a slow line holds one for as long as a file takes; further requests wait for `CONNECT_MS` and fail. */
const CONNECTIONS = 500;

/** Lower in tests. */
interface Limits {
  /** Of the server that is waited through, also while a reader takes nothing. */
  silenceMs?: number;
  /** How often a request is sent at most. */
  attempts?: number;
  /** To the server, at once. */
  connections?: number;
}

export interface S3BlobStore extends BlobStore {
  /** Throws `files_bucket_missing`, `files_forbidden` or `files_unavailable` where files can't be kept now. */
  ping(signal?: AbortSignal): Promise<void>;
  close(): void;
}

/**
 * Blobs as objects of a bucket. A file of more than 5 MB goes up in parts and is seen when it is whole; parts of one that
 * broke off are taken back, and those of a killed process are for a rule of the bucket to remove.
 */
export function openS3BlobStore(config: S3Config, limits: Limits = {}): S3BlobStore {
  const client = connect(config, limits);
  const { bucket: Bucket } = config;
  const at = (key: string) => {
    requireBlobKey(key);
    return { Bucket, Key: `${config.prefix}${key}` };
  };
  return {
    async put(key, content, signal) {
      const target = at(key);
      using passing = hashedContent(content, signal);
      const params = { ...target, Body: passing.body };
      const upload = new Upload({ client, params, queueSize: PARTS_AT_ONCE });
      try {
        await upload.done();
      } catch (error) {
        throw passing.broken ? passing.broken.reason : toBlobError(error);
      }
      return passing.sum();
    },
    async get(key, range) {
      const target = { ...at(key), ...(range && { Range: `bytes=${range.start}-${range.end}` }) };
      const { Body, ContentRange } = await client.send(new GetObjectCommand(target)).catch(rethrow);
      if (!(Body instanceof Readable)) throw toBlobError(new Error('an answer without a body'));
      // A server that knows no ranges sends all of it.
      const isCut = range === undefined || ContentRange !== undefined;
      const sent = isCut ? translated(Body) : bytesWithin(translated(Body), range);
      const content = Readable.from(sent, { objectMode: false });
      // A reader who leaves before the first byte would otherwise keep the connection.
      content.once('close', () => Body.destroy());
      return content;
    },
    async remove(key) {
      await client.send(new DeleteObjectCommand(at(key))).catch(rethrow);
    },
    async removeAll(prefix) {
      const { Key } = at(prefix);
      const limit = pLimit(REMOVALS_AT_ONCE);
      try {
        // One by one: not every server that speaks S3 removes many with one request.
        for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix: `${Key}/` })) {
          const keys = (page.Contents ?? []).flatMap((found) => found.Key ?? []);
          await limit.map(keys, (found) => client.send(new DeleteObjectCommand({ Bucket, Key: found })));
        }
      } catch (error) {
        throw toBlobError(error);
      }
    },
    async list({ limit, cursor }) {
      const { prefix: Prefix } = config;
      const from = { Prefix, MaxKeys: limit, ...(cursor !== undefined && { StartAfter: `${Prefix}${cursor}` }) };
      const { Contents = [], IsTruncated } = await client
        .send(new ListObjectsV2Command({ Bucket, ...from }))
        .catch(rethrow);
      const keyOf = ({ Key = '' }) => Key.slice(Prefix.length);
      // Others may keep things of their own in the bucket.
      const items = Contents.flatMap((found) => {
        const { LastModified } = found;
        return LastModified && isBlobKey(keyOf(found)) ? { key: keyOf(found), storedAt: LastModified.getTime() } : [];
      });
      const last = Contents.at(-1);
      return IsTruncated && last ? { items, nextCursor: keyOf(last) } : { items };
    },
    async ping(abortSignal) {
      await client.send(new HeadBucketCommand({ Bucket }), abortSignal && { abortSignal }).catch(rethrow);
    },
    close: () => client.destroy(),
  };
}

function connect(config: S3Config, limits: Limits): S3Client {
  const { accessKeyId, secretAccessKey, region, endpoint } = config;
  const { silenceMs = SILENCE_MS, attempts = ATTEMPTS, connections: maxSockets = CONNECTIONS } = limits;
  const agent = { keepAlive: true, maxSockets };
  return new S3Client({
    region,
    credentials: { accessKeyId, secretAccessKey },
    // Elsewhere buckets rarely have a host name of their own.
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    // Many servers that speak S3 do not know the newer checksums; the signature covers each part already.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: attempts,
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: silenceMs, httpAgent: agent, httpsAgent: agent },
  });
}

async function* translated(body: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) yield chunk;
  } catch (error) {
    throw toBlobError(error);
  }
}

function rethrow(error: unknown): never {
  throw toBlobError(error);
}
