import { type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import type { Authenticator } from '../accounts/principal.ts';
import { AppError } from '../errors.ts';
import type { Library } from '../knowledge/library.ts';
import type { ResumableUploads } from '../knowledge/resumable-uploads.ts';
import type { ResumableUpload } from '../ports/upload-store.ts';
import { MAX_FILE_BYTES, UPLOAD_EXPIRY_MS } from '../protocol/limits.ts';
import type { UploadAnswer } from '../protocol/rest/documents.ts';
import type { UploadState } from '../protocol/rest/uploads.ts';
import { bodyOf, takeBody } from './arriving-body.ts';
import { principalOf, requirePrincipal } from './principal.ts';
import { instant } from './representations.ts';
import { toUploadAnswer } from './upload-answer.ts';

export interface UploadsDeps {
  uploads: ResumableUploads;
  library: Library;
  authenticator: Authenticator;
  secureCookies: boolean;
}

const VERSION = '1.0.0';
const PART_TYPE = 'application/offset+octet-stream';
const UNNAMED = 'file';
const MAX_NAME = 255;
const Count = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

/**
 * Files that survive a bad line: tus 1.0 with creation, expiration and termination, and `GET`, which tells what became of the file
 * once it is whole.
 */
export function createUploadsRouter({ uploads, library, ...asking }: UploadsDeps): Router {
  const router = Router();
  router.patch('/api/uploads/:id', takeBody);
  router.use('/api/uploads', tellTus, requirePrincipal(asking.authenticator, asking), requireTus);

  router.post('/api/uploads', async (req, res) => {
    const bytes = countOf(req, 'Upload-Length');
    const upload = await uploads.create(principalOf(res).learnerId, { name: nameOf(req), bytes });
    tellExpiry(res, upload);
    res.status(201).location(`/api/uploads/${upload.id}`).end();
  });

  router.head('/api/uploads/:id', async (req, res) => {
    const upload = await uploads.find(principalOf(res).learnerId, req.params.id);
    tellExpiry(res, upload);
    res.set({ 'Upload-Offset': String(upload.received), 'Upload-Length': String(upload.bytes) });
    res.status(200).end();
  });

  router.patch('/api/uploads/:id', async (req, res) => {
    const { learnerId } = principalOf(res);
    await uploads.find(learnerId, req.params.id);
    if (req.get('Content-Type') !== PART_TYPE) throw unsupportedPart();
    const offset = countOf(req, 'Upload-Offset');
    const upload = await uploads.append(learnerId, req.params.id, offset, bodyOf(res));
    tellExpiry(res, upload);
    res.set('Upload-Offset', String(upload.received)).status(204).end();
  });

  router.get('/api/uploads/:id', async (req, res) => {
    const { learnerId } = principalOf(res);
    const upload = await uploads.settle(learnerId, req.params.id);
    const answer = await answerOf(upload, library);
    const { id, name, bytes, received } = upload;
    const state: UploadState = {
      id,
      name,
      bytes,
      received,
      expiresAt: instant(upload.touchedAt + UPLOAD_EXPIRY_MS),
      ...(answer && { answer }),
    };
    res.json(state);
  });

  router.delete('/api/uploads/:id', async (req, res) => {
    await uploads.remove(principalOf(res).learnerId, req.params.id);
    res.status(204).end();
  });
  return router;
}

/** Every answer names the protocol, and `OPTIONS` what is spoken of it. */
const tellTus: RequestHandler = (req, res, next) => {
  res.set({ 'Tus-Resumable': VERSION, 'Tus-Version': VERSION });
  if (req.method !== 'OPTIONS') return next();
  res.set({ 'Tus-Extension': 'creation,expiration,termination', 'Tus-Max-Size': String(MAX_FILE_BYTES) });
  res.status(204).end();
};

/** Who says nothing is believed to speak it. */
const requireTus: RequestHandler = (req, _res, next) => {
  if ((req.get('Tus-Resumable') ?? VERSION) === VERSION) return next();
  throw new AppError({ code: 'tus_version', status: 412, message: `Send Tus-Resumable: ${VERSION}.` });
};

async function answerOf(upload: ResumableUpload, library: Library): Promise<UploadAnswer | undefined> {
  const { ended, name, learnerId } = upload;
  if (!ended) return undefined;
  const timings = { waitedMs: Math.max(0, upload.touchedAt - upload.createdAt), storedMs: ended.storedMs };
  if ('failure' in ended) return toUploadAnswer([{ name, end: new AppError(ended.failure), ...timings }]).body;
  const { documentId, duplicate } = ended;
  const document = await library.get(learnerId, documentId).catch(ignoreMissing);
  if (document) return toUploadAnswer([{ name, end: { document, duplicate }, ...timings }]).body;
  // Deleted since: it was taken in all the same.
  return { documents: [], failures: [], results: [{ name, status: duplicate ? 200 : 201, documentId, timings }] };
}

function ignoreMissing(error: unknown): undefined {
  if (!(error instanceof AppError && error.status === 404)) throw error;
}

/** The name that the client gives in `Upload-Metadata`: `filename`, a space, and the name in Base64. */
function nameOf(req: { get: (name: string) => string | undefined }): string {
  const pairs = (req.get('Upload-Metadata') ?? '').split(',').map((pair) => pair.trim().split(' '));
  const encoded = pairs.find(([key]) => key === 'filename')?.[1] ?? '';
  return Buffer.from(encoded, 'base64').toString('utf8').slice(0, MAX_NAME) || UNNAMED;
}

function countOf(req: { get: (name: string) => string | undefined }, header: string): number {
  const count = Count.safeParse(req.get(header));
  if (count.success) return count.data;
  throw new AppError({ code: 'invalid_request', status: 400, message: `${header} must be a number of bytes.` });
}

function tellExpiry(res: Response, { touchedAt, ended }: ResumableUpload): void {
  if (!ended) res.set('Upload-Expires', new Date(touchedAt + UPLOAD_EXPIRY_MS).toUTCString());
}

function unsupportedPart(): AppError {
  return new AppError({ code: 'unsupported_media_type', status: 415, message: `The body must be ${PART_TYPE}.` });
}
