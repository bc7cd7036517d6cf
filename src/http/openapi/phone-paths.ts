import type { ZodOpenApiPathsObject } from 'zod-openapi';
import {
  CallsQuery,
  CreatedPhoneCode,
  PhoneLinks,
  TelephoneCalls,
  UpdatePhoneLinkBody,
} from '../../protocol/rest/phones.ts';
import { json, noContent, operation } from './operation.ts';

const tag = 'Telephone';

export const phonePaths: ZodOpenApiPathsObject = {
  '/api/phone-links': {
    get: operation({
      id: 'listPhoneLinks',
      tag,
      summary: 'Your telephone numbers, and the tutor’s',
      answers: { 200: json('Oldest first.', PhoneLinks) },
    }),
  },
  '/api/phone-links/code': {
    post: operation({
      id: 'createPhoneCode',
      tag,
      summary: 'A code that links a number',
      description:
        'Call the tutor’s number and type the code. It is good once and for ten minutes, and replaces the code before. A ' +
        'number that was somebody else’s becomes yours.',
      answers: { 201: json('The code.', CreatedPhoneCode) },
      problems: { 409: '`telephone_off`, `too_many_phones`' },
    }),
  },
  '/api/calls': {
    get: operation({
      id: 'listCalls',
      tag,
      summary: 'Your telephone calls, and what each was about',
      query: CallsQuery,
      answers: { 200: json('Newest first.', TelephoneCalls) },
      problems: { 400: '`invalid_cursor`' },
    }),
  },
  '/api/phone-links/{id}': {
    patch: operation({
      id: 'setPhonePin',
      tag,
      summary: 'Ask callers from this number for a PIN, or no longer',
      ofOne: true,
      body: UpdatePhoneLinkBody,
      answers: { 204: noContent },
    }),
    delete: operation({ id: 'unlinkPhone', tag, summary: 'Unlink a number', ofOne: true, answers: { 204: noContent } }),
  },
};
