import { join, posix } from 'node:path';
import compression from 'compression';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { credentialsOf } from '../accounts/credentials.ts';
import type { Authenticator } from '../accounts/principal.ts';
import { AppError, notFound } from '../errors.ts';

export interface StaticClientOptions {
  /** The built client: `index.html`, `admin/index.html`, the service worker, `assets/` with hashes in their names. */
  dir: string;
  authenticator: Authenticator;
  secureCookies: boolean;
}

/** Serves the built client. Paths that only the client knows get `index.html`, so that a link into the app opens it. */
export function serveClient({ dir, authenticator, secureCookies }: StaticClientOptions): Router {
  const router = Router();
  router.use(compression());
  router.use(async (req, res, next) => {
    if (!isOperators(req)) {
      next();
      return;
    }
    const principal = await authenticator.authenticate(credentialsOf(req.headers, secureCookies));
    const isAdmin = principal?.role === 'admin';
    if (!isAdmin && !isNavigation(req)) throw notFound('page');
    // Everybody else gets the app, which knows no such page; an operator can sign in there.
    sendPage(res.status(isAdmin ? 200 : 404), dir, isAdmin ? 'admin/index.html' : 'index.html', 'private, no-store');
  });
  router.use(
    '/assets',
    express.static(join(dir, 'assets'), { immutable: true, maxAge: '1y', index: false, fallthrough: false }),
  );
  // Revalidated each time: an old `index.html` or service worker would ask for assets that are gone.
  router.use(express.static(dir, { index: false, setHeaders: (res) => res.setHeader('Cache-Control', 'no-cache') }));
  router.use(navigation(dir));
  router.post('/share', missedShare);
  return router;
}

/**
 * The app's service worker takes what other apps share. Where it is not there (yet), nothing is kept here: the app says that it must
 * be shared once more.
 */
const missedShare: RequestHandler = (req, res) => {
  // Read and forgotten, so that the answer reaches a browser that is still sending.
  req.resume();
  res.redirect(303, '/library?shared=lost');
};

/** However the path is written (`//admin`, `/%61dmin`, `/ADMIN`): what serves files would find the page by any of them. */
function isOperators(req: Request): boolean {
  return /^\/+admin(\/|$)/i.test(posix.normalize(decoded(req.path)));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    throw new AppError({ code: 'bad_request', status: 400, message: 'The path cannot be decoded.', cause: error });
  }
}

function navigation(dir: string): RequestHandler {
  return (req, res, next) => {
    if (isNavigation(req)) sendPage(res, dir, 'index.html', 'no-cache');
    else next();
  };
}

/** A browser that opens a page, not one that looks for a file. */
function isNavigation(req: Request): boolean {
  if (req.method !== 'GET' && req.method !== 'HEAD') return false;
  if (/\.[a-z0-9]+$/i.test(req.path)) return false;
  return req.accepts(['text/html', 'application/json']) === 'text/html';
}

/** With `root`, so that a dot in the name of a folder above hides nothing. */
function sendPage(res: Response, dir: string, file: string, cacheControl: string): void {
  res.sendFile(file, { root: dir, headers: { 'Cache-Control': cacheControl }, cacheControl: false });
}
