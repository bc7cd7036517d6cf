import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, Response } from 'express';
import { AppError, notFound, toAppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Problem } from '../protocol/rest/problem.ts';
import { requestIdOf } from './request-id.ts';

/** Errors of express and its body parser, by their `type`, in our words. */
const BODY_ERRORS: Record<string, { code: string; message: string }> = {
  'entity.too.large': { code: 'body_too_large', message: 'The request body is too large.' },
  'entity.parse.failed': { code: 'invalid_json', message: 'The request body is not valid JSON.' },
  'encoding.unsupported': { code: 'unsupported_encoding', message: 'The body is encoded in a way not known here.' },
  'charset.unsupported': { code: 'unsupported_charset', message: 'The body must be UTF-8.' },
  'request.aborted': { code: 'request_aborted', message: 'The request ended before its body did.' },
  'request.size.invalid': { code: 'invalid_length', message: 'Content-Length and the body differ.' },
};

/** The last handler: whatever was thrown becomes an RFC 9457 problem document; only what nobody foresaw is logged as an error. */
export function createErrorHandler(logger: Logger): ErrorRequestHandler {
  const log = logger.child({ name: 'http' });
  return (thrown, _req, res, _next) => {
    const error = understood(thrown);
    if (error.status >= 500) {
      const level = error.code === 'internal' ? 'error' : 'warn';
      log[level]({ code: error.code, err: error.cause ?? error }, 'request failed');
    }
    if (res.headersSent) {
      // Part of an answer is out: breaking the connection is the only honest sign left.
      res.destroy();
      return;
    }
    sendProblem(res, error);
  };
}

/** Answers with the problem document of an error. */
function sendProblem(res: Response, error: AppError): void {
  const problem: Problem = {
    type: 'about:blank',
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    detail: error.message,
    code: error.code,
    requestId: requestIdOf(res),
  };
  if (error.retryAfter !== undefined) res.setHeader('Retry-After', String(Math.ceil(error.retryAfter)));
  res
    .status(error.status)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify(problem));
}

function understood(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (!(thrown instanceof Error)) return toAppError(thrown);
  const status = 'status' in thrown && typeof thrown.status === 'number' ? thrown.status : 500;
  if (status < 400 || status > 499) return toAppError(thrown);
  const known = 'type' in thrown && typeof thrown.type === 'string' ? BODY_ERRORS[thrown.type] : undefined;
  if (known) return new AppError({ ...known, status, cause: thrown });
  // 403 is what serving files says of a path that leads out of its folder.
  if (status === 404 || status === 403) return notFound('page');
  return new AppError({ code: 'bad_request', status, message: 'The request could not be understood.', cause: thrown });
}
