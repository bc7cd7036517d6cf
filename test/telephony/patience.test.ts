import { describe, expect, it } from 'vitest';
import { relayTwiml } from '../../src/telephony/twiml.ts';
import { readTwiml } from '../support/twiml.ts';
import { ADA_PHONE, startTelephone } from './telephone-node.ts';

const PATIENT = { speechTimeout: '2000', eotThreshold: '0.8' };
const QUICK = { speechTimeout: '800', eotThreshold: '0.6' };

/** The attributes with which Twilio was told to hear. */
function hearing(document: string | undefined): Record<string, string> {
  const [verb] = readTwiml(document ?? '');
  return (verb?.name === 'Connect' ? verb.children[0]?.attributes : verb?.attributes) ?? {};
}

describe('how long Twilio waits for a caller who pauses', () => {
  it.each([
    ['patient', PATIENT, '2'],
    ['quick', QUICK, 'auto'],
    [undefined, PATIENT, '2'],
  ] as const)('is as the learner has chosen: %s', async (patience, relay, gather) => {
    await using relayed = await startTelephone();
    await relayed.linked(ADA_PHONE, { patience });
    const call = await relayed.twilio.call(ADA_PHONE);
    expect(hearing(call.documents[0])).toMatchObject(relay);
    await using turns = await startTelephone({ mode: 'gather' });
    await turns.linked(ADA_PHONE, { patience });
    const other = await turns.twilio.call(ADA_PHONE);
    await other.says('Why are leaves green?');
    for (const document of other.documents) expect(hearing(document)).toMatchObject({ speechTimeout: gather });
  });

  it('is patient with whoever is not known yet', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    const call = await node.twilio.call(ADA_PHONE);
    expect(hearing(call.documents[0])).toMatchObject({ speechTimeout: '2' });
  });

  it('is what the operator says, where they say it', () => {
    const socket = { token: 't', language: 'en-US', from: ADA_PHONE, patience: 'quick' } as const;
    const document = relayTwiml({ publicUrl: 'https://tutor.example.org', relay: { speechTimeout: '3500' } }, socket);
    expect(hearing(document)).toMatchObject({ speechTimeout: '3500', eotThreshold: '0.6' });
  });
});
