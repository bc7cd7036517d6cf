import { Router } from 'express';
import type { Authenticator } from '../accounts/principal.ts';
import type { Courses } from '../knowledge/courses.ts';
import { CourseBody, CourseDocumentsBody } from '../protocol/rest/courses.ts';
import { type IdempotencyDeps, idempotent } from './idempotency.ts';
import { principalOf, requirePrincipal } from './principal.ts';
import { toCourse } from './representations.ts';
import { parse } from './validate.ts';

export interface CoursesDeps {
  courses: Courses;
  authenticator: Authenticator;
  idempotency: IdempotencyDeps;
  secureCookies: boolean;
}

/** A learner's collections of documents. */
export function createCoursesRouter(deps: CoursesDeps): Router {
  const { courses } = deps;
  const router = Router();
  router.use('/api/courses', requirePrincipal(deps.authenticator, deps));

  router.get('/api/courses', async (_req, res) => {
    res.json({ courses: (await courses.list(principalOf(res).learnerId)).map(toCourse) });
  });

  router.post(
    '/api/courses',
    idempotent(deps.idempotency, async (req, res) => {
      const { name } = parse(CourseBody, req.body);
      return { status: 201, body: toCourse(await courses.create(principalOf(res).learnerId, name)) };
    }),
  );

  router.get('/api/courses/:id', async (req, res) => {
    res.json(toCourse(await courses.get(principalOf(res).learnerId, req.params.id)));
  });

  router.patch('/api/courses/:id', async (req, res) => {
    const { name } = parse(CourseBody, req.body);
    res.json(toCourse(await courses.rename(principalOf(res).learnerId, req.params.id, name)));
  });

  router.delete('/api/courses/:id', async (req, res) => {
    await courses.remove(principalOf(res).learnerId, req.params.id);
    res.status(204).end();
  });

  router.patch('/api/courses/:id/documents', async (req, res) => {
    const change = parse(CourseDocumentsBody, req.body);
    res.json(toCourse(await courses.change(principalOf(res).learnerId, req.params.id, change)));
  });

  return router;
}
