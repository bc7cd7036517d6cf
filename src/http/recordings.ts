import { pipeline } from 'node:stream/promises';
import { Router } from 'express';
import type { Authenticator } from '../accounts/principal.ts';
import { PageQuery } from '../protocol/rest/paging.ts';
import type { Recordings } from '../voice/recordings/recordings.ts';
import { wantedBytes } from './byte-range.ts';
import { ignoreGoneReader } from './gone-reader.ts';
import { principalOf, requirePrincipal } from './principal.ts';
import { toRecording } from './representations.ts';
import { parse } from './validate.ts';

export interface RecordingsRouterDeps {
  recordings: Recordings;
  authenticator: Authenticator;
  secureCookies: boolean;
}

/** What a learner said, as sound: listed, played, deleted. */
export function createRecordingsRouter({ recordings, ...asking }: RecordingsRouterDeps): Router {
  const router = Router();
  router.use('/api/recordings', requirePrincipal(asking.authenticator, asking));

  router.get('/api/recordings', async (req, res) => {
    const { learnerId } = principalOf(res);
    const page = parse(PageQuery, req.query);
    const [list, totals] = await Promise.all([recordings.list(learnerId, page), recordings.totals(learnerId)]);
    const { items, nextCursor } = list;
    res.json({ recordings: items.map(toRecording), totals, keptDays: recordings.days, nextCursor });
  });

  router.delete('/api/recordings', async (_req, res) => {
    await recordings.removeAll(principalOf(res).learnerId);
    res.status(204).end();
  });

  router.get('/api/recordings/:id/audio', async (req, res) => {
    const recording = await recordings.find(principalOf(res).learnerId, req.params.id);
    const range = wantedBytes(req, res, recording.bytes);
    const sound = await recordings.sound(recording, range);
    res.setHeader('Content-Type', 'audio/wav');
    res.setHeader('Cache-Control', 'private, no-store');
    res.setHeader('X-Content-Type-Options', 'nosniff');
    await pipeline(sound, res).catch(ignoreGoneReader);
  });

  router.delete('/api/recordings/:id', async (req, res) => {
    await recordings.remove(principalOf(res).learnerId, req.params.id);
    res.status(204).end();
  });

  return router;
}
