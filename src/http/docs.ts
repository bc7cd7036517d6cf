import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, Router } from 'express';
import { createApiDocument } from './openapi/document.ts';

const FILES = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="reference"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;
/** A file of its own, since the content security policy allows no script inside the page. */
const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#reference', deepLinking: true, validatorUrl: null });\n`;

/** The reference of the API: as OpenAPI, and as a page that needs nothing from elsewhere. */
export function createDocsRouter(version: string): Router {
  const document = JSON.stringify(createApiDocument(version));
  const router = Router();
  router.get('/openapi.json', send('application/json', document));
  router.get('/docs', send('text/html', PAGE));
  router.use('/docs/start.js', send('text/javascript', START));
  router.use('/docs', express.static(FILES, { index: false, maxAge: '1h' }));
  return router;
}

function send(type: string, body: string): RequestHandler {
  return (_req, res) => {
    res.set('Cache-Control', 'no-cache').type(type).send(body);
  };
}
