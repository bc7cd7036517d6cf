import { pipeline } from 'node:stream/promises';
import { type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import type { Authenticator } from '../accounts/principal.ts';
import { AppError } from '../errors.ts';
import type { Library } from '../knowledge/library.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { Document } from '../ports/document-store.ts';
import type { Signals } from '../ports/signals.ts';
import { documentKinds } from '../protocol/document-kinds.ts';
import { DocumentPatch, DocumentsQuery, PageBody, PasteBody, type UploadAnswer } from '../protocol/rest/documents.ts';
import { isKnown, wantedBytes } from './byte-range.ts';
import { createDocumentStreams } from './documents-events.ts';
import { measureFiles, receiveFiles, stopwatch } from './documents-upload.ts';
import { toDocumentView } from './documents-view.ts';
import { ignoreGoneReader } from './gone-reader.ts';
import { type IdempotencyDeps, idempotencyKeyOf, idempotent, idempotentStream } from './idempotency.ts';
import { jsonBody } from './json-body.ts';
import { principalOf, requirePrincipal } from './principal.ts';
import { requestIdOf } from './request-id.ts';
import { toUploadAnswer } from './upload-answer.ts';
import { type UploadLimits, UploadTurns } from './upload-turns.ts';
import { parse } from './validate.ts';

export interface DocumentsDeps {
  library: Library;
  signals: Signals;
  clock: Clock;
  authenticator: Authenticator;
  idempotency: IdempotencyDeps;
  secureCookies: boolean;
  logger: Logger;
  /** How many files of forms are written at once. */
  uploadLimits?: UploadLimits;
  /** A file of which nothing more comes for so long fails, ms. */
  stallMs?: number;
}

/** Pasted notes have 5,000,000 characters at most, of up to 6 bytes each as JSON spells the rarest. */
const MAX_PASTE_BYTES = 32 * 1024 * 1024;
/** Whoever sends an address means a web page, even if it is no good one. */
const PageAsked = z.object({ url: z.unknown() });

/** A learner's material: bring it, see how it is read, read it, delete it. */
export function createDocumentsRouter(deps: DocumentsDeps): Router {
  const { library } = deps;
  const log = deps.logger.child({ name: 'http' });
  const receiving = { ...deps, turns: new UploadTurns(deps.uploadLimits) };
  const router = Router();
  router.use('/api/documents', requirePrincipal(deps.authenticator, deps));

  const upload = idempotentStream(deps.idempotency, {
    async create(req, res) {
      const hashed = idempotencyKeyOf(req) !== undefined;
      const { outcomes, isCut, hash } = await receiveFiles(req, principalOf(res).learnerId, receiving, { hashed });
      for (const { end } of outcomes) {
        if (!(end instanceof AppError) || end.status < 500) continue;
        log.error({ code: end.code, err: end.cause ?? end }, 'a file could not be stored');
      }
      return { ...toUploadAnswer(outcomes), bodyHash: isCut ? undefined : hash };
    },
    measure: measureFiles,
    send: sendUpload,
  });

  const paste = idempotent(deps.idempotency, async (req, res) => {
    const { learnerId } = principalOf(res);
    const since = stopwatch(deps.clock);
    if (PageAsked.safeParse(req.body).success) {
      const { url } = parse(PageBody, req.body);
      const end = await library.addPage(learnerId, url);
      return toUploadAnswer([{ name: url, end, waitedMs: 0, storedMs: since() }]);
    }
    const notes = parse(PasteBody, req.body);
    const end = await library.addText(learnerId, notes);
    return toUploadAnswer([{ name: notes.title, end, waitedMs: 0, storedMs: since() }]);
  });

  router.post('/api/documents', byBody({ multipart: [upload], json: [jsonBody(MAX_PASTE_BYTES), paste] }));

  router.get('/api/documents', async (req, res) => {
    const { learnerId } = principalOf(res);
    const wanted = parse(DocumentsQuery, req.query);
    const [page, totals] = await Promise.all([library.list(learnerId, wanted), library.totals(learnerId)]);
    res.json({ documents: page.items.map(toDocumentView), totals, nextCursor: page.nextCursor });
  });

  const streams = createDocumentStreams(deps);
  router.get('/api/documents/events', streams.ofAll);
  router.get('/api/documents/:id/events', streams.ofOne);

  router.get('/api/documents/:id', async (req, res) => {
    res.json(toDocumentView(await library.get(principalOf(res).learnerId, req.params.id)));
  });

  router.patch('/api/documents/:id', async (req, res) => {
    const { title, tags } = parse(DocumentPatch, req.body);
    const patch = { ...(title !== undefined && { title }), ...(tags !== undefined && { tags }) };
    res.json(toDocumentView(await library.update(principalOf(res).learnerId, req.params.id, patch)));
  });

  router.delete('/api/documents/:id', async (req, res) => {
    await library.remove(principalOf(res).learnerId, req.params.id);
    res.status(204).end();
  });

  router.get('/api/documents/:id/content', async (req, res) => {
    const { document, content } = await library.content(principalOf(res).learnerId, req.params.id);
    const { id, title, kind, bytes, sourceUrl } = document;
    res.json({ id, title, kind, bytes, ...(sourceUrl !== undefined && { sourceUrl }), ...content });
  });

  router.post('/api/documents/:id/cancel', async (req, res) => {
    res.json(toDocumentView(await library.cancel(principalOf(res).learnerId, req.params.id)));
  });

  router.post('/api/documents/:id/retry', async (req, res) => {
    res.json(toDocumentView(await library.retry(principalOf(res).learnerId, req.params.id)));
  });

  router.get('/api/documents/:id/file', async (req, res) => {
    const { learnerId } = principalOf(res);
    const { hash, bytes } = await library.get(learnerId, req.params.id);
    res.setHeader('ETag', `"${hash}"`);
    if (isKnown(req, res)) {
      res.status(304).end();
      return;
    }
    const range = wantedBytes(req, res, bytes);
    const { document, content, encoding } = await library.file(learnerId, req.params.id, range);
    fileHeaders(res, document, encoding);
    await pipeline(content, res).catch(ignoreGoneReader);
  });

  return router;
}

/** Handlers for a multipart form, and those for anything else. */
function byBody(handlers: { multipart: RequestHandler[]; json: RequestHandler[] }): Router {
  const forms = Router().use(...handlers.multipart);
  const others = Router().use(...handlers.json);
  return Router().use((req, res, next) => {
    const isForm = /^multipart\/form-data\b/i.test(req.headers['content-type'] ?? '');
    (isForm ? forms : others)(req, res, next);
  });
}

/** When nothing was stored, the first failure's problem document, with what became of each. */
function sendUpload(res: Response, { status, body }: { status: number; body: UploadAnswer }): void {
  const [first] = body.failures;
  if (body.documents.length > 0 || !first) {
    res.status(status).json(body);
    return;
  }
  const { code, message } = first;
  const problem = { type: 'about:blank', title: message, status, detail: message, code, requestId: requestIdOf(res) };
  res
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ ...problem, ...body }));
}

/** The file is the learner's, but what is in it may be anybody's: shown, never run, never guessed at. */
function fileHeaders(res: Response, document: Document, encoding: string | undefined): void {
  const isText = document.kind.startsWith('text/');
  const ending = documentKinds.find((kind) => kind.type === document.kind)?.endings[0] ?? '';
  res.attachment(`${document.title}${ending}`);
  // A text whose encoding nobody knows would be shown garbled: it is downloaded.
  const isShown = !isText || encoding !== undefined;
  const textType = encoding === undefined ? 'application/octet-stream' : `text/plain; charset=${encoding}`;
  if (isShown) {
    const shown = String(res.getHeader('Content-Disposition')).replace(/^attachment/, 'inline');
    res.setHeader('Content-Disposition', shown);
  }
  res.setHeader('Content-Type', isText ? textType : document.kind);
  // Browsers' own PDF readers do not work in a sandbox.
  const page = isText ? 'sandbox' : "object-src 'self'";
  res.setHeader('Content-Security-Policy', `default-src 'none'; style-src 'unsafe-inline'; ${page}`);
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
}
