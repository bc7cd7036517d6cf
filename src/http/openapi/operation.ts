import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiResponseObject } from 'zod-openapi';
import { Id } from '../../protocol/common.ts';
import { Problem } from '../../protocol/rest/problem.ts';

type Access = 'anyone' | 'learner' | 'admin';

export interface OperationOptions {
  id: string;
  tag: string;
  summary: string;
  description?: string;
  /** `learner` by default. */
  access?: Access;
  /** Whether the path holds an `{id}`. */
  ofOne?: boolean;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Takes an `Idempotency-Key`. */
  idempotent?: boolean;
  answers: Record<`${number}`, ZodOpenApiResponseObject>;
  /** Problem documents by status, each with the codes that it may carry. */
  problems?: Record<`${number}`, string>;
}

/** A JSON answer. */
export function json(description: string, schema: z.ZodType): ZodOpenApiResponseObject {
  return { description, content: { 'application/json': { schema } } };
}

/** An answer of another media type, described as a string. */
export function text(description: string, ...mediaTypes: string[]): ZodOpenApiResponseObject {
  return { description, content: Object.fromEntries(mediaTypes.map((type) => [type, { schema: z.string() }])) };
}

/** A stream of server-sent events. */
export function events(description: string): ZodOpenApiResponseObject {
  return text(description, 'text/event-stream');
}

export const noContent: ZodOpenApiResponseObject = { description: 'Done; there is nothing to say.' };

const idempotencyKey = z.object({
  'Idempotency-Key': z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'Sent again with the same key within 24 hours, the request has one effect.' }),
});

/** One operation of the reference, with the answers that all of its kind have. */
export function operation(options: OperationOptions): ZodOpenApiOperationObject {
  const { id, tag, summary, description, access = 'learner', ofOne, query, body, idempotent } = options;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    ...(access === 'anyone' && { security: [] }),
    requestParams: {
      ...(ofOne && { path: z.object({ id: Id }) }),
      ...(query && { query }),
      ...(idempotent && { header: idempotencyKey }),
    },
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: { ...options.answers, ...problems(options, access) },
  };
}

function problems(options: OperationOptions, access: Access): Record<`${number}`, ZodOpenApiResponseObject> {
  const codes: Record<`${number}`, string> = {
    ...((options.body || options.query) && { 400: '`invalid_request`, `invalid_json`' }),
    ...(access !== 'anyone' && { 401: '`unauthenticated`' }),
    ...(options.ofOne && { 404: '`not_found`: it is not there, or not yours' }),
    ...(access === 'admin' && { 404: '`not_found`: only admins know this' }),
    ...(options.idempotent && {
      409: '`idempotency_in_progress`',
      422: '`idempotency_key_reused`',
    }),
    ...options.problems,
  };
  return Object.fromEntries(
    Object.entries(codes).map(([status, description]) => [
      status,
      { description, content: { 'application/problem+json': { schema: Problem } } },
    ]),
  );
}
