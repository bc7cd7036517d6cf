import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { DOCX, documentKindsText, EPUB, PDF, PPTX } from '../../protocol/document-kinds.ts';
import {
  Document,
  DocumentContent,
  DocumentList,
  DocumentPatch,
  DocumentsQuery,
  PageBody,
  PasteBody,
  UploadAnswer,
} from '../../protocol/rest/documents.ts';
import { events, json, noContent, operation, text } from './operation.ts';

const tag = 'Documents';
const File = z.string().meta({ format: 'binary' });

export const documentPaths: ZodOpenApiPathsObject = {
  '/api/documents': {
    get: operation({
      id: 'listDocuments',
      tag,
      summary: 'Your material, newest first, and how much of it there is',
      query: DocumentsQuery,
      answers: { 200: json('A page of it.', DocumentList) },
      problems: { 400: '`invalid_request`, `invalid_cursor`' },
    }),
    post: {
      ...operation({
        id: 'addDocuments',
        tag,
        summary: 'Add files, a text, or a web page',
        description: `Files of these kinds, told by their content: ${documentKindsText}. With an \`Idempotency-Key\`, a form is known again by its files’ names and contents. What is there already is not stored again.`,
        answers: {
          200: json('All were there already.', UploadAnswer),
          201: json('All are stored.', UploadAnswer),
          207: json('Some are stored; `failures` says why the others are not, `results` how each went.', UploadAnswer),
        },
        idempotent: true,
        problems: {
          400: '`invalid_request`, `malformed_upload`, `no_files`',
          408: '`upload_stalled`',
          409: '`idempotency_in_progress`',
          413: '`file_too_large`, `too_many_files`, `body_too_large`, `quota_exceeded`, `url_too_large`',
          415: '`unsupported_kind`, `url_kind`',
          422: '`empty_file`, `office_encrypted`, `url_not_allowed`, `url_unreachable`, `url_redirects`, `url_timeout`, `idempotency_key_reused`',
        },
      }),
      requestBody: {
        required: true,
        content: {
          'multipart/form-data': { schema: z.object({ files: z.array(File) }) },
          'application/json': { schema: z.union([PasteBody, PageBody]) },
        },
      },
    },
  },
  '/api/documents/events': {
    get: operation({
      id: 'followDocuments',
      tag,
      summary: 'How all documents are being read, as it happens',
      description:
        'First each document that is neither ready nor failed, as `document`, then `current`, then every change: `document`, or `deleted` with the `id`. Whoever comes back is told the same from the beginning; what was unfinished before and is not told before `current` has ended meanwhile. Ends when the sign-in does.',
      answers: { 200: events('`document`, `current` and `deleted` events.') },
      problems: { 429: '`too_many_streams`' },
    }),
  },
  '/api/documents/{id}': {
    get: operation({
      id: 'getDocument',
      tag,
      summary: 'A document and how far it has been read',
      ofOne: true,
      answers: { 200: json('The document.', Document) },
    }),
    patch: operation({
      id: 'changeDocument',
      tag,
      summary: 'Rename a document, or give it other tags',
      ofOne: true,
      body: DocumentPatch,
      answers: { 200: json('The document.', Document) },
    }),
    delete: operation({
      id: 'deleteDocument',
      tag,
      summary: 'Delete a document with its passages, vectors and file',
      ofOne: true,
      answers: { 204: noContent },
    }),
  },
  '/api/documents/{id}/content': {
    get: operation({
      id: 'getDocumentContent',
      tag,
      summary: 'The text that offsets refer to',
      ofOne: true,
      answers: { 200: json('Text and where its pages begin.', DocumentContent) },
      problems: { 409: '`not_ready`' },
    }),
  },
  '/api/documents/{id}/file': {
    get: operation({
      id: 'getDocumentFile',
      tag,
      summary: 'The file as it was brought; takes `Range` and `If-None-Match`',
      ofOne: true,
      answers: {
        206: text('The part of it that `Range` asks for.', PDF),
        304: { description: 'The reader has it already.' },
        200: text(
          'The file; whatever is text comes as plain text, in the encoding that it was brought in, or to be downloaded where that cannot be shown.',
          'text/plain',
          PDF,
          DOCX,
          PPTX,
          EPUB,
        ),
      },
      problems: { 416: '`range_not_satisfiable`' },
    }),
  },
  '/api/documents/{id}/cancel': {
    post: operation({
      id: 'cancelDocument',
      tag,
      summary: 'Stop reading a document',
      ofOne: true,
      answers: { 200: json('The document: failed, as `cancelled`. It can be read again.', Document) },
      problems: { 409: '`not_running`' },
    }),
  },
  '/api/documents/{id}/retry': {
    post: operation({
      id: 'retryDocument',
      tag,
      summary: 'Read a document again that failed',
      ofOne: true,
      answers: { 200: json('The document, queued.', Document) },
      problems: { 409: '`not_failed`' },
    }),
  },
  '/api/documents/{id}/events': {
    get: operation({
      id: 'followDocument',
      tag,
      summary: 'How a document is being read, as it happens',
      ofOne: true,
      answers: { 200: events('The document whenever it changes, until it is ready or has failed.') },
    }),
  },
};
