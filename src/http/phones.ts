import { Router } from 'express';
import type { PhoneLinks } from '../accounts/phone-links.ts';
import type { Authenticator } from '../accounts/principal.ts';
import { AppError, notFound } from '../errors.ts';
import type { CallOfLearner } from '../ports/call-store.ts';
import type { Page, PageRequest } from '../ports/page.ts';
import { CallsQuery, UpdatePhoneLinkBody } from '../protocol/rest/phones.ts';
import { principalOf, requirePrincipal } from './principal.ts';
import { instant, toCall, toPhoneLink } from './representations.ts';
import { parse } from './validate.ts';

export interface PhonesDeps {
  phoneLinks: PhoneLinks;
  /** The calls that were made from them. */
  calls: { list(learnerId: string, page: PageRequest): Promise<Page<CallOfLearner>> };
  /** The tutor's own number, E.164; undefined where this server has no telephone. */
  number: string | undefined;
  authenticator: Authenticator;
  secureCookies: boolean;
}

/** The telephone numbers that open a learner's account. */
export function createPhonesRouter({ phoneLinks, calls, number, authenticator, secureCookies }: PhonesDeps): Router {
  const router = Router();
  router.use(['/api/phone-links', '/api/calls'], requirePrincipal(authenticator, { secureCookies }));

  router.get('/api/phone-links', async (_req, res) => {
    const links = await phoneLinks.list(principalOf(res).learnerId);
    res.json({ links: links.map(toPhoneLink), number: number ?? null });
  });

  router.post('/api/phone-links/code', async (_req, res) => {
    if (number === undefined) throw telephoneOff();
    const { code, expiresAt } = await phoneLinks.createCode(principalOf(res).learnerId);
    res.status(201).json({ code, number, expiresAt: instant(expiresAt) });
  });

  router.patch('/api/phone-links/:id', async (req, res) => {
    const { pin } = parse(UpdatePhoneLinkBody, req.body);
    const { learnerId } = principalOf(res);
    if (!(await phoneLinks.setPin(learnerId, req.params.id, pin ?? undefined))) throw notFound('number');
    res.status(204).end();
  });

  router.delete('/api/phone-links/:id', async (req, res) => {
    if (!(await phoneLinks.unlink(principalOf(res).learnerId, req.params.id))) throw notFound('number');
    res.status(204).end();
  });

  router.get('/api/calls', async (req, res) => {
    const { items, nextCursor } = await calls.list(principalOf(res).learnerId, parse(CallsQuery, req.query));
    res.json({ calls: items.map(toCall), ...(nextCursor !== undefined && { nextCursor }) });
  });

  return router;
}

function telephoneOff(): AppError {
  return new AppError({ code: 'telephone_off', status: 409, message: 'This server has no telephone number.' });
}
