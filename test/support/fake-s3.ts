import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { S3Config } from '../../src/config/s3.ts';
import { isSigned } from './s3-signature.ts';

/** How a request goes wrong: an error as XML, silence, or an object that ends after half of it. */
export type S3Fault = { status: number; code: string } | 'hang' | 'cut';

interface Asked {
  method: string;
  range: string | undefined;
  key: string;
  query: URLSearchParams;
  body: Buffer;
}

/** Few, so that a handful of objects takes several pages. */
const KEYS_A_PAGE = 2;
const LEAST_PART_BYTES = 5 * 1024 * 1024;
const SECRET = 'a secret';

/** A server that speaks S3 with one bucket in memory. */
export class FakeS3 {
  readonly objects = new Map<string, Buffer>();
  /** When an object was written, where that is not now. */
  readonly writtenAt = new Map<string, Date>();
  /** Parts of what is not whole yet, by upload. */
  readonly uploads = new Map<string, Map<number, Buffer>>();
  /** Decides about each request: undefined lets it pass. */
  fault: (asked: Asked) => S3Fault | undefined = () => undefined;
  /** Without it everything is sent whole, whatever part is asked for. */
  knowsRanges = true;
  /** Bytes of objects that were sent. */
  sent = 0;
  readonly asked: Asked[] = [];
  readonly #server = createServer((request, response) => {
    this.#handle(request, response).catch(() => response.destroy());
  });

  /** One for the running test, stopped after it. */
  static async start(): Promise<FakeS3> {
    const s3 = await FakeS3.open();
    onTestFinished(() => s3.stop());
    return s3;
  }

  /** One for several tests, which stop it. */
  static async open(): Promise<FakeS3> {
    const s3 = new FakeS3();
    s3.#server.listen(0, '127.0.0.1');
    await once(s3.#server, 'listening');
    return s3;
  }

  get config(): S3Config {
    const endpoint = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return { endpoint, bucket: 'files', region: 'eu-test-1', accessKeyId: 'me', secretAccessKey: SECRET, prefix: '' };
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://s3');
    const [, bucket, ...path] = decodeURIComponent(pathname).split('/');
    const asked: Asked = {
      method: request.method ?? '',
      range: request.headers.range,
      key: path.join('/'),
      query,
      body,
    };
    this.asked.push(asked);
    const fault = this.fault(asked);
    if (fault === 'hang') return;
    if (fault === 'cut') {
      cutOff(response, this.objects.get(asked.key) ?? Buffer.alloc(1000));
      return;
    }
    if (fault) {
      refuse(response, fault.status, fault.code);
      return;
    }
    if (!isSigned(request, body, { id: 'me', secret: SECRET })) {
      refuse(response, 403, 'SignatureDoesNotMatch');
      return;
    }
    if (bucket !== 'files') {
      refuse(response, 404, 'NoSuchBucket');
      return;
    }
    if (query.has('uploads') || query.has('uploadId')) this.#part(asked, response);
    else if (asked.key === '') this.#bucket(asked, response);
    else this.#object(asked, response);
  }

  #bucket({ method, query }: Asked, response: ServerResponse): void {
    if (method === 'HEAD') {
      response.end();
      return;
    }
    const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
    const prefix = query.get('prefix') ?? '';
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const page = keys.slice(0, Math.min(KEYS_A_PAGE, Number(query.get('max-keys') ?? KEYS_A_PAGE)));
    const isMore = keys.length > page.length;
    const next = isMore ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    const contents = page.map((key) => `<Contents><Key>${key}</Key>${this.#writtenAt(key)}</Contents>`).join('');
    xml(response, `<ListBucketResult><IsTruncated>${isMore}</IsTruncated>${next}${contents}</ListBucketResult>`);
  }

  #writtenAt(key: string): string {
    return `<LastModified>${(this.writtenAt.get(key) ?? new Date()).toISOString()}</LastModified>`;
  }

  #send(object: Buffer, range: string | undefined, response: ServerResponse): void {
    const [, start, end] = (this.knowsRanges && /^bytes=(\d+)-(\d+)$/.exec(range ?? '')) || [];
    const part = start === undefined ? object : object.subarray(Number(start), Number(end) + 1);
    this.sent += part.length;
    const headers = { 'Content-Length': part.length };
    if (start === undefined) response.writeHead(200, headers).end(part);
    else response.writeHead(206, { ...headers, 'Content-Range': `bytes ${start}-${end}/${object.length}` }).end(part);
  }

  #object({ method, range, key, body }: Asked, response: ServerResponse): void {
    const object = this.objects.get(key);
    if (method === 'PUT') {
      this.objects.set(key, body);
      response.setHeader('ETag', etag(body)).end();
    } else if (method === 'DELETE') {
      this.objects.delete(key);
      response.writeHead(204).end();
    } else if (object) this.#send(object, range, response);
    else refuse(response, 404, 'NoSuchKey');
  }

  #part({ method, key, query, body }: Asked, response: ServerResponse): void {
    const id = query.get('uploadId') ?? `upload-${this.asked.length}`;
    const parts = query.has('uploads') ? new Map<number, Buffer>() : this.uploads.get(id);
    if (!parts) {
      refuse(response, 404, 'NoSuchUpload');
      return;
    }
    if (method === 'PUT') {
      parts.set(Number(query.get('partNumber')), body);
      response.setHeader('ETag', etag(body)).end();
    } else if (method === 'DELETE') {
      this.uploads.delete(id);
      response.writeHead(204).end();
    } else if (query.has('uploads')) {
      this.uploads.set(id, parts);
      xml(response, `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
    } else this.#complete({ id, key, parts, list: body.toString() }, response);
  }

  #complete(
    { id, key, parts, list }: { id: string; key: string; parts: Map<number, Buffer>; list: string },
    response: ServerResponse,
  ): void {
    const numbers = [...list.matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, number]) => Number(number));
    const chosen = numbers.flatMap((number) => parts.get(number) ?? []);
    const isTooSmall = chosen.slice(0, -1).some((part) => part.length < LEAST_PART_BYTES);
    if (isTooSmall) {
      refuse(response, 400, 'EntityTooSmall');
      return;
    }
    if (chosen.length !== parts.size) {
      refuse(response, 400, 'InvalidPart');
      return;
    }
    this.objects.set(key, Buffer.concat(chosen));
    this.uploads.delete(id);
    xml(response, `<CompleteMultipartUploadResult><Key>${key}</Key></CompleteMultipartUploadResult>`);
  }
}

function cutOff(response: ServerResponse, object: Buffer): void {
  response.writeHead(200, { 'Content-Length': object.length });
  response.write(object.subarray(0, object.length / 2), () => response.destroy());
}

function xml(response: ServerResponse, body: string, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/xml' }).end(`<?xml version="1.0"?>${body}`);
}

function refuse(response: ServerResponse, status: number, code: string): void {
  xml(response, `<Error><Code>${code}</Code><Message>Refused by the test.</Message></Error>`, status);
}

function etag(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}
