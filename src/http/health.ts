import { type Request, Router } from 'express';
import { credentialsOf } from '../accounts/credentials.ts';
import type { Authenticator } from '../accounts/principal.ts';
import type { Logger } from '../logger.ts';
import type { HealthCheck } from './health-check.ts';

export interface HealthDeps {
  health: HealthCheck;
  authenticator: Authenticator;
  secureCookies: boolean;
  logger: Logger;
}

/** GET /health/live, /health/ready and /health: for platforms, and in detail for admins. */
export function createHealthRouter({ health, authenticator, secureCookies, logger }: HealthDeps): Router {
  const router = Router();
  router.use(['/health'], (_req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  });

  router.get('/health/live', (_req, res) => {
    res.json({ status: 'ok' });
  });

  router.get('/health/ready', async (_req, res) => {
    const readiness = await health.readiness();
    res.status(readiness.status === 'ready' ? 200 : 503).json(readiness);
  });

  router.get('/health', async (req, res) => {
    const [report, detailed] = await Promise.all([health.report(), isAdmin(req)]);
    res.status(report.status === 'down' ? 503 : 200).json(detailed ? report : { status: report.status });
  });

  /** When the database is down nobody can be known: the answer must come all the same. */
  async function isAdmin(req: Request): Promise<boolean> {
    const credentials = credentialsOf(req.headers, secureCookies);
    if (!credentials.session && !credentials.bearer) return false;
    try {
      return (await authenticator.authenticate(credentials))?.role === 'admin';
    } catch (error) {
      logger.warn({ err: error }, 'nobody could be recognised for health details');
      return false;
    }
  }
  return router;
}
