import { Router } from 'express';
import { expect } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { createApp } from '../../src/http/app.ts';
import { jsonBody } from '../../src/http/json-body.ts';
import { createLogger } from '../../src/logger.ts';
import { Problem } from '../../src/protocol/rest/problem.ts';
import { listen } from '../support/listen.ts';

interface Log {
  level: number;
  msg: string;
  requestId?: string;
  req?: { path: string };
}

/** The app with one router that echoes bodies and fails on demand. */
export async function serveEcho(options: Partial<Parameters<typeof createApp>[0]> = {}) {
  const lines: string[] = [];
  const logger = createLogger({ level: 'info', pretty: false, destination: { write: (line) => lines.push(line) } });
  const router = Router();
  router.post('/api/echo', (req, res) => {
    res.json({ kind: Array.isArray(req.body) ? 'array' : typeof req.body });
  });
  router.post('/api/documents', jsonBody(5 * 1024 * 1024), (req, res) => {
    res.json({ length: JSON.stringify(req.body).length });
  });
  router.get('/api/defect', () => {
    throw new TypeError('secret internals at /srv/app');
  });
  router.get('/api/down', () => {
    throw new AppError({
      code: 'part_down',
      status: 503,
      message: 'A part is down.',
      retryable: true,
      retryAfter: 1.2,
    });
  });
  router.get('/api/half', (_req, res) => {
    res.write('half');
    throw new Error('in the middle');
  });
  router.get('/api/items/:id', (req, res) => {
    res.json({ id: req.params.id });
  });
  const server = await listen(
    createApp({
      routers: [router],
      authenticator: { authenticate: async () => undefined },
      logger,
      http: { secureCookies: false, trustedProxies: 0, allowedOrigins: [] },
      ...options,
    }),
  );
  const logs = (): Log[] => lines.map((line) => JSON.parse(line));
  const post = (body: string, headers: Record<string, string> = {}, path = '/api/echo') =>
    fetch(server.url + path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  return {
    ...server,
    logs,
    text: () => lines.join(''),
    post,
    get: (path: string, init?: RequestInit) => fetch(server.url + path, init),
  };
}

/** The problem document of a refusal, which says the same as the answer around it. */
export async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const problem = Problem.parse(await response.json());
  expect(problem.status).toBe(response.status);
  expect(problem.requestId).toBe(response.headers.get('x-request-id'));
  return problem;
}
