import { describe, expect, it, onTestFinished } from 'vitest';
import { createTwilioMessages } from '../../../src/adapters/twilio/text-messages.ts';
import { listen } from '../../support/listen.ts';

/** Twilio's REST API as far as text messages go: checks who asks, keeps what was sent. */
async function fakeApi(status = 201) {
  const requests: { url: string; authorization: string; body: string }[] = [];
  const server = await listen(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { url = '', headers } = request;
    requests.push({ url, authorization: headers.authorization ?? '', body: Buffer.concat(chunks).toString() });
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"sid":"SM1","status":"queued"}');
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { url: server.url, requests };
}

const options = { accountSid: 'AC1', authToken: 'secret', from: '+15550111' };

describe('text messages over Twilio', () => {
  it('are sent from the tutor’s number, with the account’s name and token', async () => {
    const api = await fakeApi();
    await createTwilioMessages({ ...options, baseUrl: api.url }).send('+15550100', 'Grüße & more');
    expect(api.requests).toEqual([
      {
        url: '/2010-04-01/Accounts/AC1/Messages.json',
        authorization: `Basic ${Buffer.from('AC1:secret').toString('base64')}`,
        body: new URLSearchParams({ To: '+15550100', From: '+15550111', Body: 'Grüße & more' }).toString(),
      },
    ]);
  });

  it.each([
    [400, 'sms_refused'],
    [401, 'sms_refused'],
    [429, 'sms_unavailable'],
    [503, 'sms_unavailable'],
  ])('fail with a code of their own when Twilio answers %d', async (status, code) => {
    const api = await fakeApi(status);
    const sending = createTwilioMessages({ ...options, baseUrl: api.url }).send('+15550100', 'Hello');
    await expect(sending).rejects.toMatchObject({ code });
  });

  it('fail when nobody answers', async () => {
    const sending = createTwilioMessages({ ...options, baseUrl: 'http://127.0.0.1:1' }).send('+15550100', 'Hello');
    await expect(sending).rejects.toMatchObject({ code: 'sms_unavailable', retryable: true });
  });
});
