import { describe, expect, it } from 'vitest';
import { openWorld } from './world.ts';

const NUMBER = '+15550111';

describe('/api/phone-links', () => {
  it('gives a code, and shows, protects and unlinks the number that typed it', async () => {
    await using world = await openWorld({ phoneNumber: NUMBER });
    const ada = await world.signedIn();
    const { status, body } = await ada.post('/api/phone-links/code', {});
    expect(status).toBe(201);
    expect(body).toMatchObject({ code: expect.stringMatching(/^\d{6}$/), number: NUMBER });
    await world.accounts.phoneLinks.redeem('+15550100', body.code);

    const { links, number } = (await ada.get('/api/phone-links')).body;
    expect(number).toBe(NUMBER);
    expect(links).toEqual([expect.objectContaining({ phone: '+15550100', hasPin: false })]);
    const url = `/api/phone-links/${links[0]?.id}`;
    expect((await ada.send('PATCH', url, { pin: '1234' })).status).toBe(204);
    expect((await ada.get('/api/phone-links')).body.links[0]).toMatchObject({ hasPin: true });
    expect((await ada.send('PATCH', url, { pin: null })).status).toBe(204);
    expect((await ada.send('DELETE', url)).status).toBe(204);
    expect((await ada.get('/api/phone-links')).body.links).toEqual([]);
  });

  it.each(['123', '123456789', '12a4', ''])('refuses the PIN %j', async (pin) => {
    await using world = await openWorld({ phoneNumber: NUMBER });
    const ada = await world.signedIn();
    const answer = await ada.send('PATCH', '/api/phone-links/any', { pin });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
  });

  it('says where there is no telephone', async () => {
    await using world = await openWorld();
    const ada = await world.signedIn();
    expect((await ada.get('/api/phone-links')).body).toEqual({ links: [], number: null });
    expect((await ada.post('/api/phone-links/code', {})).body.code).toBe('telephone_off');
  });

  it('is nothing for strangers', async () => {
    await using world = await openWorld({ phoneNumber: NUMBER });
    expect((await world.browser().get('/api/phone-links')).status).toBe(401);
  });
});
