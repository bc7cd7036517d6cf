import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Problem } from '../protocol/rest/problem.ts';

/** Answers an upgrade with plain HTTP and a problem document, and hangs up. */
export function refuseUpgrade(socket: Duplex, error: AppError): void {
  const title = STATUS_CODES[error.status] ?? 'Refused';
  const problem: Problem = {
    type: 'about:blank',
    title,
    status: error.status,
    detail: error.message,
    code: error.code,
    requestId: newId(),
  };
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${error.status} ${title}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
    ...(error.retryAfter === undefined ? [] : [`Retry-After: ${error.retryAfter}`]),
  ];
  socket.once('finish', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
