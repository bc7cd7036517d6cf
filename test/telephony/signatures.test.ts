import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { newSid } from '../support/fake-twilio-sid.ts';
import { allRows, signedSocket, upgrade, webhookTargets } from './signed-requests.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

const HOST = 'tutor.example.org';
const WEBHOOKS = await webhookTargets();
const SOCKETS = [
  ['relay', '/twilio/relay', '/twilio/stream'],
  ['stream', '/twilio/stream', '/twilio/relay'],
] as const;

/** Of a call and of a text message, so that whatever takes it has something to do. */
function fieldsOf(node: { callSid?: string } = {}): Record<string, string> {
  const call = { CallSid: node.callSid ?? newSid('CA'), SessionId: newSid('VX'), SessionStatus: 'failed' };
  return { ...call, From: ADA_PHONE, CallStatus: 'completed', MessageSid: newSid('SM'), Body: 'Why are leaves green?' };
}

it('there are webhooks to be signed', () => {
  expect(WEBHOOKS).toEqual(expect.arrayContaining(['/twilio/voice', '/twilio/gather?turn=1', '/twilio/status']));
});

it.each(WEBHOOKS)('a webhook at %s is taken when its address was signed with its port', async (path) => {
  await using node = await startTelephone();
  const fields = fieldsOf();
  const signature = node.twilio.sign(`https://${HOST}:443${path}`, fields);
  expect((await node.twilio.post(path, fields, { signature })).ok).toBe(true);
});

it.each(WEBHOOKS)(
  'a webhook at %s is refused in every other way of asking, and without an auth token',
  async (path) => {
    await using node = await startTelephone();
    await using without = await startTelephone({ authToken: false });
    const before = [await allRows(node), await allRows(without)];
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect([method, (await fetch(node.url + path, { method })).status]).toEqual([method, 403]);
    }
    const json = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };
    expect((await fetch(node.url + path, json)).status).toBe(403);
    expect((await without.twilio.post(path, fieldsOf())).status).toBe(403);
    expect([await allRows(node), await allRows(without)]).toEqual(before);
  },
);

it.each(WEBHOOKS)('a webhook at %s that is not signed for it writes no row', async (path) => {
  await using node = await startTelephone();
  await node.linked();
  const fields = fieldsOf();
  const { sign } = signer(node);
  const right = sign(`https://${HOST}${path}`, fields);
  const before = await allRows(node);
  const wrong = {
    empty: '',
    wrong: 'A'.repeat(right.length),
    truncated: right.slice(0, -2),
    'of other fields': sign(`https://${HOST}${path}`, { ...fields, From: '+15550177' }),
    'of another address': sign(`https://${HOST}/twilio/other`, fields),
    'of another host': sign(`https://elsewhere.example.org${path}`, fields),
    'wss for https': sign(`wss://${HOST}${path}`, fields),
    'with a port of its own': sign(`https://${HOST}:8443${path}`, fields),
  };
  const unsigned = await fetch(node.url + path, { method: 'POST', body: new URLSearchParams(fields) });
  expect(unsigned.status).toBe(403);
  for (const [what, signature] of Object.entries(wrong)) {
    expect([what, (await node.twilio.post(path, fields, { signature })).status]).toEqual([what, 403]);
  }
  expect(await allRows(node)).toBe(before);
});

it.each(WEBHOOKS)('a webhook at %s that is replayed writes no further row and gets the same answer', async (path) => {
  await using node = await startTelephone({ mode: path.startsWith('/twilio/gather') ? 'gather' : 'relay' });
  await node.linked();
  const call = await node.twilio.call(ADA_PHONE);
  // Greeted: the call's own rows are all there.
  await call.next();
  const fields = { ...fieldsOf(call), SpeechResult: 'Why are leaves green?' };
  const post = async () => (await node.twilio.post(path, fields)).text();
  const first = await post();
  await expect.poll(() => node.talks.active).toBe(0);
  const before = await allRows(node);
  expect(await post()).toBe(first);
  expect(await allRows(node)).toBe(before);
});

describe.each(SOCKETS)('the socket of a call in mode %s', (mode, path, other) => {
  it('opens under no signature but its own, and what is refused writes no row', async () => {
    await using node = await startTelephone({ mode });
    const { sign } = signer(node);
    const right = sign(`wss://${HOST}${path}`);
    const before = await allRows(node);
    const wrong = {
      missing: undefined,
      empty: '',
      wrong: 'A'.repeat(right.length),
      truncated: right.slice(0, -2),
      'without its first letter': right.slice(1),
      'https for wss': sign(`https://${HOST}${path}`),
      'of the other socket': sign(`wss://${HOST}${other}`),
      'with a slash more': sign(`wss://${HOST}${path}/`),
      'of another host': sign(`wss://elsewhere.example.org${path}`),
      'with a port of its own': sign(`wss://${HOST}:8443${path}`),
    };
    for (const [what, signature] of Object.entries(wrong)) {
      expect([what, await upgrade(node, path, signature)]).toEqual([what, 403]);
    }
    expect(await allRows(node)).toBe(before);
    expect(await upgrade(node, path, right)).toBe(101);
    expect(await upgrade(node, path, sign(`wss://${HOST}:443${path}`))).toBe(101);
  });

  it('is refused under every signature where there is no auth token', async () => {
    await using node = await startTelephone({ mode, authToken: false });
    const before = await allRows(node);
    for (const host of [HOST, `${HOST}:443`]) {
      expect(await upgrade(node, path, node.twilio.sign(`wss://${host}${path}`))).toBe(403);
    }
    expect(await allRows(node)).toBe(before);
  });

  it('is worth nothing when upgrade and first message are replayed: it is closed, and writes no row', async () => {
    await using node = await startTelephone({ mode });
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await expect.poll(async () => (await node.stores.calls.find(call.callSid))?.learnerId).toBeDefined();
    const [, token = ''] = /value="([^"]+)"/.exec(call.documents[0] ?? '') ?? [];
    const before = await allRows(node);
    const socket = await signedSocket(node, path);
    const customParameters = { token, from: ADA_PHONE };
    const { callSid } = call;
    const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8000 };
    const said: unknown[] = [];
    socket.on('message', (data) => said.push(String(data)));
    socket.send(
      JSON.stringify(
        mode === 'relay'
          ? { type: 'setup', sessionId: 'VX1', callSid, from: ADA_PHONE, customParameters }
          : { event: 'start', streamSid: 'MZ1', start: { callSid, mediaFormat, customParameters } },
      ),
    );
    expect((await once(socket, 'close'))[0]).toBe(1008);
    expect(said).toEqual([]);
    expect(await allRows(node)).toBe(before);
  });
});

it('a socket that there is none of is not found, and not before it is signed', async () => {
  await using node = await startTelephone();
  const { sign } = signer(node);
  expect(await upgrade(node, '/twilio/elsewhere', 'wrong')).toBe(403);
  expect(await upgrade(node, '/twilio/elsewhere', sign(`wss://${HOST}/twilio/elsewhere`))).toBe(404);
});

function signer(node: TelephoneNode) {
  return { sign: (url: string, fields: Record<string, string> = {}) => node.twilio.sign(url, fields) };
}
