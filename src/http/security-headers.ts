import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Strict for every answer. `connect-src 'self'` covers the realtime socket in all current browsers; the explicit `ws:` and
 * `wss:` of the own host are for Safari before 15.4, which left sockets out of `'self'`.
 */
export function securityHeaders(options: { secure: boolean; publicUrl?: string | undefined }): RequestHandler {
  const socket = options.publicUrl?.replace(/^http/, 'ws');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        connectSrc: ["'self'", ...(socket ? [socket] : [])],
        fontSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        manifestSrc: ["'self'"],
        mediaSrc: ["'self'", 'blob:', 'data:'],
        objectSrc: ["'none'"],
        // The voice detector runs a small model in WebAssembly; audio worklets count as scripts.
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'"],
        workerSrc: ["'self'"],
        ...(options.secure && { upgradeInsecureRequests: [] }),
      },
    },
    strictTransportSecurity: options.secure ? { maxAge: 180 * 24 * 3600 } : false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
  });
}
