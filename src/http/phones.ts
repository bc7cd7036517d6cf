import { Router } from 'express';
import type { PhoneLinks } from '../accounts/phone-links.ts';
import type { Authenticator } from '../accounts/principal.ts';
import { AppError, notFound } from '../errors.ts';
import { UpdatePhoneLinkBody } from '../protocol/rest/phones.ts';
import { principalOf, requirePrincipal } from './principal.ts';
import { instant, toPhoneLink } from './representations.ts';
import { parse } from './validate.ts';

export interface PhonesDeps {
  phoneLinks: PhoneLinks;
  /** The tutor's own number, E.164; undefined where this server has no telephone. */
  number: string | undefined;
  authenticator: Authenticator;
  secureCookies: boolean;
}

/** The telephone numbers that open a learner's account. */
export function createPhonesRouter({ phoneLinks, number, authenticator, secureCookies }: PhonesDeps): Router {
  const router = Router();
  router.use('/api/phone-links', requirePrincipal(authenticator, { secureCookies }));

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

  return router;
}

function telephoneOff(): AppError {
  return new AppError({ code: 'telephone_off', status: 409, message: 'This server has no telephone number.' });
}
