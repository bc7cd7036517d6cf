import { PassThrough } from 'node:stream';
import type { RequestHandler, Response } from 'express';

/**
 * Begins to take the body in before anything is looked up about the request: of one whose connection is cut Node keeps nothing
 * that was not taken, however much had arrived.
 */
export const takeBody: RequestHandler = (req, res, next) => {
  const body = new PassThrough();
  req.pipe(body);
  req.once('error', (error) => {
    if (isCutConnection(error)) body.end();
    else body.destroy(error);
  });
  // Heard here too, as a request may be refused before anybody reads its body.
  body.once('error', () => req.unpipe(body));
  // The rest is read and forgotten, so that a refusal reaches a client that is still sending.
  res.once('finish', () => {
    req.unpipe(body);
    req.resume();
  });
  res.locals['body'] = body;
  next();
};

/** What `takeBody` takes, as it comes, until the request ends or its connection is cut. */
export async function* bodyOf(res: Response): AsyncGenerator<Buffer> {
  const body: PassThrough = res.locals['body'];
  for await (const part of body.iterator({ destroyOnReturn: false })) yield part;
}

/** What Node says whoever ended it and however: gone, half closed, chunked wrongly, too slow, closed by this server. */
function isCutConnection(error: Error): boolean {
  return 'code' in error && error.code === 'ECONNRESET';
}
