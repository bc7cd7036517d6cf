import type { RequestHandler } from 'express';
import { pinoHttp } from 'pino-http';
import { z } from 'zod';
import type { Logger } from '../logger.ts';
import { requestIdOf } from './request-id.ts';

const QUIET = /^\/(health|metrics|assets)(\/|$)/;
const MAX_PATH = 200;
const Serialized = z.object({ id: z.string(), method: z.string(), url: z.string() });

/** One line an answered request. The query string stays out of it: it holds what learners search for. */
export function logRequests(logger: Logger): RequestHandler {
  return pinoHttp({
    logger: logger.child({ name: 'http' }),
    genReqId: (_req, res) => requestIdOf(res),
    autoLogging: { ignore: (req) => QUIET.test(pathOf(req.url ?? '')) },
    customLogLevel: (_req, res) => (res.statusCode >= 500 ? 'warn' : 'info'),
    customSuccessMessage: () => 'request answered',
    customErrorMessage: (_req, res) => (res.writableFinished ? 'request answered' : 'request broke off'),
    // The error handler has logged why; this line says only how it ended.
    customErrorObject: (_req, res, _error, { responseTime }) => ({ res, responseTime }),
    serializers: {
      req: (req: unknown) => {
        const { id, method, url } = Serialized.parse(req);
        return { id, method, path: pathOf(url) };
      },
      res: (res: unknown) => z.object({ statusCode: z.number().nullable() }).parse(res),
    },
  });
}

function pathOf(url: string): string {
  return (url.split('?', 1)[0] ?? '').slice(0, MAX_PATH);
}
