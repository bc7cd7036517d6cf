import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, it } from 'vitest';
import { createSignatureCheck } from '../../src/telephony/signature.ts';
import { gatherTwiml, relayTwiml, resumeTwiml, transferTwiml } from '../../src/telephony/twiml.ts';

const TOKEN = 'token';
const FIELDS = { CallSid: 'CA1', From: '+15550100' };
const sign = (url: string) => webhooks.getExpectedTwilioSignature(TOKEN, url, FIELDS);

describe('a request is taken as signed', () => {
  const TARGET = "/twilio/gather?turn=3&held=1&x='%20+";

  it.each([
    ['https://tutor.example.org', `https://tutor.example.org${TARGET}`],
    ['https://tutor.example.org', `https://tutor.example.org:443${TARGET}`],
    // What documentation says of ports other than the usual one differs with its age.
    ['https://tutor.example.org:8443', `https://tutor.example.org:8443${TARGET}`],
    ['https://tutor.example.org:8443', `https://tutor.example.org${TARGET}`],
  ])('at %s under %s, with its query as it came', (publicUrl, signed) => {
    expect(createSignatureCheck(TOKEN, publicUrl).webhook(TARGET, FIELDS, sign(signed))).toBe(true);
  });

  it('with and without the connection overrides of its address, and under no others', () => {
    const check = createSignatureCheck(TOKEN, 'https://tutor.example.org', 'rc=3&rp=ct,5xx');
    const taken = (url: string) => check.webhook('/twilio/voice', FIELDS, sign(url));
    expect(taken('https://tutor.example.org/twilio/voice')).toBe(true);
    expect(taken('https://tutor.example.org/twilio/voice#rc=3&rp=ct,5xx')).toBe(true);
    expect(taken('https://tutor.example.org/twilio/voice#rc=5')).toBe(false);
    const without = createSignatureCheck(TOKEN, 'https://tutor.example.org');
    expect(without.webhook('/twilio/voice', FIELDS, sign('https://tutor.example.org/twilio/voice#rc=5'))).toBe(false);
  });

  it.each([
    ['another port', 'https://tutor.example.org:8444'],
    ['another host', 'https://elsewhere.example.org'],
    ['another scheme', 'http://tutor.example.org:8443'],
  ])('and not under %s', (_what, origin) => {
    const check = createSignatureCheck(TOKEN, 'https://tutor.example.org:8443');
    expect(check.webhook('/twilio/voice', FIELDS, sign(`${origin}/twilio/voice`))).toBe(false);
  });
});

it('the operator’s connection overrides stand behind every address that Twilio is to ask, and behind no socket’s', () => {
  const twiml = { publicUrl: 'https://tutor.example.org', relay: {}, overrides: 'rc=3&rp=ct,5xx' };
  const socket = { token: 't', language: 'en-US', patience: 'patient', from: '' } as const;
  const turn = { say: [], language: 'en-US', turn: 2, held: true, patience: 'patient' } as const;
  const documents = [
    relayTwiml(twiml, socket),
    gatherTwiml(twiml, { ...turn, say: [] }),
    resumeTwiml(twiml),
    transferTwiml(twiml, [], '+15550199'),
  ];
  for (const document of documents) {
    const addresses = document.match(/https:[^"<]*/g) ?? [];
    expect(addresses).toHaveLength(1);
    for (const address of addresses) expect(address).toMatch(/#rc=3&amp;rp=ct,5xx$/);
  }
  expect(documents[0]).toContain('"wss://tutor.example.org/twilio/relay"');
});
