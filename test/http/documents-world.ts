import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished, vi } from 'vitest';
import { openDiskBlobStore } from '../../src/adapters/disk/blob-store.ts';
import type { Database } from '../../src/adapters/knex/database.ts';
import { createWebFetcher } from '../../src/adapters/web/web-fetcher.ts';
import { createDocumentsRouter } from '../../src/http/documents.ts';
import type { UploadLimits } from '../../src/http/upload-turns.ts';
import { createUploadsRouter } from '../../src/http/uploads.ts';
import { startIngestion } from '../../src/jobs/ingestion.ts';
import { chooseEmbedder } from '../../src/knowledge/choose-embedder.ts';
import { createKnowledge } from '../../src/knowledge/create-knowledge.ts';
import { hashEmbedder } from '../../src/knowledge/hash-embedder.ts';
import { createLibrary } from '../../src/knowledge/library.ts';
import { createResumableUploads, type ResumableUploads } from '../../src/knowledge/resumable-uploads.ts';
import type { BlobStore } from '../../src/ports/blob-store.ts';
import type { VectorStore } from '../../src/ports/vector-store.ts';
import type { WebFetcher } from '../../src/ports/web-fetcher.ts';
import type { Document, UploadAnswer } from '../../src/protocol/rest/documents.ts';
import { ServiceBoard } from '../../src/service-board.ts';
import type { DatabaseKind } from '../support/databases.ts';
import { realExtractors } from '../support/extractors.ts';
import { PATIENT } from '../support/knowledge.ts';
import { testDir } from '../support/temp-dir.ts';
import type { Browser } from './browser.ts';
import { openWorld } from './world.ts';

export interface Upload {
  status: number;
  type: string | undefined;
  body: UploadAnswer & { code?: string; status?: number };
}

interface WorldOptions {
  /** SQLite when left out. */
  database?: DatabaseKind;
  /** Files are on the disk when left out. */
  blobs?: (database: Database) => BlobStore | Promise<BlobStore>;
  maxFileBytes?: number;
  quotaBytes?: number;
  reads?: boolean;
  web?: WebFetcher;
  /** Bytes of a resumable upload that are kept at once. */
  partBytes?: number;
  /** How often a running request says that it runs, ms. */
  renewMs?: number;
  /** How many files of forms are written at once, and how long one may be silent, ms. */
  uploadLimits?: UploadLimits;
  stallMs?: number;
}

/** The REST door with the documents' routes, over a vector store, and somebody signed in. */
export async function openLibraryWorld(vectors: VectorStore, options: WorldOptions = {}) {
  let made: { blobs: BlobStore; uploads: ResumableUploads; openAnother: () => ResumableUploads } | undefined;
  const world = await openWorld({
    ...(options.database && { database: options.database }),
    routers: async (parts) => {
      const blobs = await openBlobs(options, parts.database.database);
      const { stores, signals, clock, logger, accounts } = parts;
      const board = new ServiceBoard();
      const embedders = chooseEmbedder({ board, clock, logger });
      let wake: () => void = () => undefined;
      const deps = { stores, blobs, vectors, embedders, signals, board, clock, events: parts.events.knowledge };
      const { quotaBytes, web = createWebFetcher({ clock }) } = options;
      const hooks = {
        web,
        quotaBytes,
        deadlines: PATIENT,
        embedding: (id: string) => stores.texts.material.progress(hashEmbedder.id, id),
        onQueued: () => wake(),
        onRemoved: () => undefined,
      };
      const knowledge = createKnowledge({ ...deps, ...hooks, extractors: realExtractors() });
      if (options.reads !== false) {
        const { documents } = stores;
        const { ingestion } = knowledge;
        const job = startIngestion({ documents, ingestion, signals, clock, logger, owner: 'test', alone: true });
        wake = () => job.wake();
        onTestFinished(() => job.stop());
      }
      const { maxFileBytes } = options;
      const small = maxFileBytes && createLibrary({ ...deps, ...hooks, documents: stores.documents, maxFileBytes });
      const { authenticator } = accounts;
      const { renewMs } = options;
      const idempotency = { store: stores.idempotency, clock, logger, ...(renewMs !== undefined && { renewMs }) };
      const library = small || knowledge.library;
      const openAnother = () =>
        createResumableUploads({
          ...{ library, blobs, clock, uploads: stores.uploads, onRemoved: () => undefined },
          ...{ maxFileBytes, partBytes: options.partBytes },
        });
      const uploads = openAnother();
      made = { blobs, uploads, openAnother };
      return [
        createUploadsRouter({ uploads, library, authenticator, secureCookies: false }),
        createDocumentsRouter({
          library,
          signals,
          clock,
          authenticator,
          idempotency,
          logger,
          secureCookies: false,
          ...(options.uploadLimits && { uploadLimits: options.uploadLimits }),
          ...(options.stallMs !== undefined && { stallMs: options.stallMs }),
        }),
      ];
    },
  });
  onTestFinished(() => world[Symbol.asyncDispose]());
  if (!made) throw new Error('The routers were not made.');
  return { ...world, ...made, browser: await world.signedIn() };
}

async function openBlobs({ blobs }: WorldOptions, database: Database): Promise<BlobStore> {
  return (await blobs?.(database)) ?? (await openDiskBlobStore(join(await testDir(), 'blobs')));
}

/** Headers that prove who the browser's learner is. */
export function credentials(browser: Browser): Record<string, string> {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return { cookie, origin: browser.url };
}

/** Sends files as a browser's form does. */
export async function upload(
  browser: Browser,
  files: [string, Buffer | string][],
  field = 'files',
  headers: Record<string, string> = {},
): Promise<Upload> {
  const form = new FormData();
  for (const [name, content] of files) form.append(field, new Blob([content]), name);
  const response = await fetch(`${browser.url}/api/documents`, {
    method: 'POST',
    body: form,
    headers: { ...credentials(browser), ...headers },
  });
  const type = response.headers.get('content-type') ?? undefined;
  return { status: response.status, type, body: (await response.json()) as Upload['body'] };
}

/** Sends bytes as they are, for what no browser sends. */
export function sendRaw(browser: Browser, contentType: string, body: Buffer | string): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const headers = { ...credentials(browser), 'content-type': contentType };
    const request = httpRequest(`${browser.url}/api/documents`, { method: 'POST', headers }, (response) => {
      text(response).then((answer) => {
        const type = response.headers['content-type'];
        resolve({ status: response.statusCode ?? 0, type, body: JSON.parse(answer) });
      }, reject);
    });
    request.once('error', reject);
    request.end(body);
  });
}

export function part(name: string, content: string, filename?: string): string {
  const file = filename === undefined ? '' : `; filename="${filename}"`;
  return `--XX\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${content}\r\n`;
}

export const MULTIPART = 'multipart/form-data; boundary=XX';

/** A form of which the test sends one piece after the other. */
export function slowUpload(browser: Browser, further: Record<string, string> = {}) {
  const headers = { ...credentials(browser), ...further, 'content-type': MULTIPART };
  const request = httpRequest(`${browser.url}/api/documents`, { method: 'POST', headers });
  const answer = new Promise<Pick<Upload, 'status' | 'body'>>((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body: JSON.parse(body) }), reject);
    });
  });
  return { request, answer };
}

/** The document once it is ready or failed. */
export function settled(browser: Browser, id: string | undefined, timeout = 15_000): Promise<Document> {
  return vi.waitFor(
    async () => {
      const { text: body } = await browser.get(`/api/documents/${id}`);
      const document = JSON.parse(body) as Document;
      if (document.status !== 'ready' && document.status !== 'failed') throw new Error(`still ${document.status}`);
      return document;
    },
    { timeout, interval: 20 },
  );
}
