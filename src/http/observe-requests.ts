import type { Request, RequestHandler, Response } from 'express';
import type { HttpEvents } from '../events/http.ts';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** nginx's number for a client that went away before its answer was complete. */
const CLIENT_CLOSED = 499;

/** Counts and times every request. Belongs before all routers, so that their time is in it. */
export function observeRequests(events: HttpEvents): RequestHandler {
  return (req, res, next) => {
    const startedAt = performance.now();
    events.began();
    res.once('close', () => {
      const streamed = String(res.getHeader('Content-Type') ?? '').startsWith('text/event-stream');
      events.answered({
        method: METHODS.has(req.method) ? req.method : 'other',
        route: routeOf(req, res),
        status: res.writableFinished || streamed ? res.statusCode : CLIENT_CLOSED,
        ms: performance.now() - startedAt,
        streamed,
      });
    });
    next();
  };
}

/** The template that matched; files have none and count together, and so do paths that lead nowhere. */
function routeOf(req: Request, res: Response): string {
  const template: unknown = req.route?.path;
  if (typeof template === 'string') return req.baseUrl + template;
  return res.statusCode < 400 ? 'file' : 'none';
}
