import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { UploadState } from '../../protocol/rest/uploads.ts';
import { json, noContent, operation } from './operation.ts';

const tag = 'Documents';
const version = '`tus_version`: send `Tus-Resumable: 1.0.0`';

/** Made for clients of tus 1.0, which know the headers. */
export const uploadPaths: ZodOpenApiPathsObject = {
  '/api/uploads': {
    post: operation({
      id: 'createUpload',
      tag,
      summary: 'Begin to send a file in several requests',
      description:
        'tus 1.0 (https://tus.io) with creation, expiration and termination. `Upload-Length` in bytes, and the `filename` in `Upload-Metadata`. The file waits three days for its next part.',
      answers: { 201: { description: 'Begun; `Location` is where its parts go.' } },
      problems: {
        400: '`invalid_request`',
        409: '`too_many_uploads`',
        412: version,
        413: '`file_too_large`, `quota_exceeded`',
        422: '`empty_file`',
      },
    }),
  },
  '/api/uploads/{id}': {
    head: operation({
      id: 'askUpload',
      tag,
      summary: 'How much of a file is there: `Upload-Offset`',
      ofOne: true,
      answers: { 200: { description: '`Upload-Offset`, `Upload-Length`, `Upload-Expires`.' } },
      problems: { 412: version },
    }),
    patch: {
      ...operation({
        id: 'continueUpload',
        tag,
        summary: 'Send more of a file, from `Upload-Offset` on',
        description:
          'Whatever arrives counts, also of a request that is cut. With the last byte the file is taken into the library; `GET` tells what became of it.',
        ofOne: true,
        answers: { 204: noContent },
        problems: {
          400: '`invalid_request`',
          409: '`upload_offset`: ask with `HEAD`',
          412: version,
          413: '`upload_too_long`, `quota_exceeded`',
          415: '`unsupported_media_type`, `unsupported_kind`',
          422: '`office_encrypted`',
        },
      }),
      requestBody: {
        required: true,
        content: { 'application/offset+octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
      },
    },
    get: operation({
      id: 'getUpload',
      tag,
      summary: 'How far a file is, and what became of it',
      ofOne: true,
      answers: { 200: json('The file.', UploadState) },
    }),
    delete: operation({
      id: 'deleteUpload',
      tag,
      summary: 'Give a file up that is on its way',
      ofOne: true,
      answers: { 204: noContent },
      problems: { 412: version },
    }),
  },
};
