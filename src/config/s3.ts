import { ConfigError } from './config-error.ts';
import type { Env } from './env.ts';

/** A bucket for files, at Amazon or anything else that speaks S3. */
export interface S3Config {
  /** Left out for Amazon's own. */
  endpoint?: string | undefined;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** What every key begins with: nothing, or a path that ends in `/`. */
  prefix: string;
}

const NEEDED = ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;
const FURTHER = ['S3_ENDPOINT', 'S3_REGION', 'S3_PREFIX'] as const;

/** Undefined where no bucket is wanted. Throws ConfigError for one that is set up by half. */
export function s3Config(env: Env): S3Config | undefined {
  const set = [...NEEDED, ...FURTHER].find((name) => env[name] !== undefined);
  const missing = NEEDED.find((name) => env[name] === undefined);
  if (set && missing) {
    throw new ConfigError(`${set} is set but ${missing} is not: files in a bucket need ${NEEDED.join(', ')}.`);
  }
  const { S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (bucket === undefined || accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return {
    endpoint: env.S3_ENDPOINT,
    bucket,
    region: env.S3_REGION ?? 'us-east-1',
    accessKeyId,
    secretAccessKey,
    prefix: env.S3_PREFIX ? `${env.S3_PREFIX}/` : '',
  };
}
