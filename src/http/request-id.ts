import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler, Response } from 'express';
import { newId } from '../ids.ts';
import { withLogContext } from '../logger.ts';

const HEADER = 'X-Request-Id';
/** What may stand in a log line and a header without harm. */
const SANE = /^[A-Za-z0-9._:-]{8,128}$/;

/** Gives every request an id: the client's or the platform's if it is a sane one, else a new one. Logs and answers carry it. */
export const requestIds: RequestHandler = (req, res, next) => {
  const requestId = given(req.headers, 'x-request-id') ?? given(req.headers, 'x-railway-request-id') ?? newId();
  res.setHeader(HEADER, requestId);
  withLogContext({ requestId }, next);
};

/** The id of the request that this answers. */
export function requestIdOf(res: Pick<Response, 'getHeader'>): string {
  return String(res.getHeader(HEADER) ?? '');
}

function given(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && SANE.test(value) ? value : undefined;
}
