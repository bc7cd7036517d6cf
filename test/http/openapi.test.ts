import { describe, expect, it } from 'vitest';
import { createApiDocument } from '../../src/http/openapi/document.ts';
import { openWholeWorld, routesOf } from './all-routers.ts';

const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete'] as const;
const document = createApiDocument('1.2.3');

function described(): string[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method] !== undefined).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

describe('the API document', () => {
  it('describes every route that is mounted, and no other', async () => {
    await using world = await openWholeWorld();
    expect(described().sort()).toEqual(routesOf(world.routers).sort());
  });

  it('gives every operation an id of its own, a summary, and problem documents for its refusals', () => {
    const operations = Object.values(document.paths ?? {}).flatMap((item) =>
      METHODS.flatMap((method) => item[method] ?? []),
    );
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const { operationId, summary, responses } of operations) {
      expect(summary, operationId).toBeTruthy();
      for (const [status, response] of Object.entries(responses ?? {})) {
        if (Number(status) < 400 || Number(status) === 503) continue;
        expect(Object.keys(response.content ?? {}), `${operationId} ${status}`).toEqual(['application/problem+json']);
      }
    }
  });

  it('asks for a session or a token wherever a stranger is turned away', async () => {
    await using world = await openWholeWorld();
    const stranger = world.browser();
    for (const [path, item] of Object.entries(document.paths ?? {})) {
      for (const method of METHODS) {
        const operation = item[method];
        if (!operation) continue;
        const isOpen = operation.security?.length === 0;
        if (isOpen) continue;
        const url = path.replace('{id}', '0197a000-0000-7000-8000-00000000000a');
        const { status, body } = await stranger.send(
          method.toUpperCase(),
          url,
          /get|head/.test(method) ? undefined : {},
        );
        expect([method, path, status, method === 'head' ? 'unauthenticated' : body.code]).toEqual([
          method,
          path,
          401,
          'unauthenticated',
        ]);
      }
    }
  });

  it('is served, and references only what it holds', async () => {
    await using world = await openWholeWorld();
    const answer = await world.browser().get('/openapi.json');
    expect(answer.body).toMatchObject({ openapi: '3.1.0' });
    const references = [...answer.text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    const schemas = Object.keys(document.components?.schemas ?? {});
    expect(references.length).toBeGreaterThan(0);
    expect(references.filter((name) => !schemas.includes(name ?? ''))).toEqual([]);
  });
});

describe('the page that shows it', () => {
  it('has everything it needs on this server', async () => {
    await using world = await openWholeWorld();
    const browser = world.browser();
    const page = await browser.get('/docs');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const files = [...page.text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(files).toHaveLength(4);
    for (const file of files) expect([file, (await browser.get(file)).status]).toEqual([file, 200]);
    expect(page.text).not.toMatch(/https?:\/\//);
  });
});
