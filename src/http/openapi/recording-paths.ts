import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { PageQuery } from '../../protocol/rest/paging.ts';
import { RecordingList } from '../../protocol/rest/recordings.ts';
import { json, noContent, operation, text } from './operation.ts';

const tag = 'Recordings';

export const recordingPaths: ZodOpenApiPathsObject = {
  '/api/recordings': {
    get: operation({
      id: 'listRecordings',
      tag,
      summary: 'What you said, as sound',
      description:
        'Kept only while `keepsRecordings` of `/api/me` is on, which it is not by itself. Each is deleted after `keptDays`; ' +
        'together they take 500 MB at most, then the oldest go.',
      query: PageQuery,
      answers: { 200: json('Newest first.', RecordingList) },
    }),
    delete: operation({
      id: 'deleteRecordings',
      tag,
      summary: 'Delete all your recordings',
      answers: { 204: noContent },
    }),
  },
  '/api/recordings/{id}': {
    delete: operation({
      id: 'deleteRecording',
      tag,
      summary: 'Delete a recording',
      ofOne: true,
      answers: { 204: noContent },
    }),
  },
  '/api/recordings/{id}/audio': {
    get: operation({
      id: 'getRecordingAudio',
      tag,
      summary: 'A recording as WAV; takes `Range`',
      ofOne: true,
      answers: {
        200: text('The file.', 'audio/wav'),
        206: text('The part of it that `Range` asks for.', 'audio/wav'),
      },
      problems: { 416: '`range_not_satisfiable`' },
    }),
  },
};
