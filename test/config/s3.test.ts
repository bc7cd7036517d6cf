import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/config-error.ts';

const S3 = { S3_BUCKET: 'files', S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'secret' };

describe('a bucket for files in the configuration', () => {
  it('is not there where nothing is set', () => {
    expect(loadConfig({}).s3).toBeUndefined();
  });

  it('is at Amazon unless it is told otherwise', () => {
    expect(loadConfig(S3).s3).toEqual({
      endpoint: undefined,
      bucket: 'files',
      region: 'us-east-1',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      prefix: '',
    });
    const elsewhere = { S3_ENDPOINT: 'https://minio.example.org', S3_REGION: 'eu', S3_PREFIX: 'tutor/one' };
    expect(loadConfig({ ...S3, ...elsewhere }).s3).toMatchObject({
      endpoint: 'https://minio.example.org',
      region: 'eu',
      prefix: 'tutor/one/',
    });
  });

  it.each([
    [{ ...S3, S3_BUCKET: '' }, 'S3_BUCKET'],
    [{ ...S3, S3_ACCESS_KEY_ID: '' }, 'S3_ACCESS_KEY_ID'],
    [{ ...S3, S3_SECRET_ACCESS_KEY: '' }, 'S3_SECRET_ACCESS_KEY'],
    [{ S3_REGION: 'eu' }, 'S3_BUCKET'],
    [{ ...S3, S3_ENDPOINT: 'minio' }, 'S3_ENDPOINT'],
    [{ ...S3, S3_PREFIX: '../other' }, 'S3_PREFIX'],
    [{ ...S3, S3_PREFIX: 'slash/' }, 'S3_PREFIX'],
  ])('stops the start for %j and names the variable', (environment, name) => {
    expect(() => loadConfig(environment)).toThrow(ConfigError);
    expect(() => loadConfig(environment)).toThrow(name);
  });
});
