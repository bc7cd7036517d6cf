import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/config-error.ts';

const TWILIO = {
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'secret',
  TWILIO_PHONE_NUMBER: '+15550111',
  PUBLIC_URL: 'https://tutor.example.org/',
};

const SPEECH = { STT_PROVIDER: 'openai', TTS_PROVIDER: 'openai', OPENAI_API_KEY: 'key' };

describe('the telephone in the configuration', () => {
  it('is off where nothing is set', () => {
    expect(loadConfig({}).telephony).toEqual({ kind: 'off' });
    expect(loadConfig({ TWILIO_MODE: 'gather' }).telephony).toEqual({ kind: 'off' });
  });

  it('lets Twilio hear and speak unless it is told otherwise', () => {
    expect(loadConfig(TWILIO).telephony).toMatchObject({
      kind: 'twilio',
      mode: 'relay',
      sms: false,
      maxCalls: 100,
      publicUrl: 'https://tutor.example.org',
    });
    expect(loadConfig({ ...TWILIO, ...SPEECH, TWILIO_MODE: 'stream' }).telephony).toMatchObject({ mode: 'stream' });
  });

  it('hands on how the relay is to hear and speak', () => {
    const { telephony } = loadConfig({ ...TWILIO, TWILIO_RELAY: 'ttsProvider=ElevenLabs, voice=a=b' });
    expect(telephony).toMatchObject({ relay: { ttsProvider: 'ElevenLabs', voice: 'a=b' } });
  });

  it.each([
    [{ TWILIO_AUTH_TOKEN: '' }, 'TWILIO_AUTH_TOKEN'],
    [{ TWILIO_PHONE_NUMBER: '' }, 'TWILIO_PHONE_NUMBER'],
    [{ TWILIO_ACCOUNT_SID: '' }, 'TWILIO_ACCOUNT_SID'],
    [{ TWILIO_ACCOUNT_SID: 'SK00' }, 'TWILIO_ACCOUNT_SID'],
    [{ TWILIO_PHONE_NUMBER: '5550111' }, 'TWILIO_PHONE_NUMBER'],
    [{ TWILIO_TRANSFER_NUMBER: 'the office' }, 'TWILIO_TRANSFER_NUMBER'],
    [{ TWILIO_MODE: 'fax' }, 'TWILIO_MODE'],
    [{ TWILIO_MODE: 'stream' }, 'TWILIO_MODE'],
    [{ TWILIO_RELAY: 'url=wss://elsewhere' }, 'TWILIO_RELAY'],
    [{ TWILIO_RELAY: 'voice' }, 'TWILIO_RELAY'],
    [{ TWILIO_MAX_CALLS: '0' }, 'TWILIO_MAX_CALLS'],
    [{ PUBLIC_URL: '' }, 'PUBLIC_URL'],
    [{ PUBLIC_URL: 'http://tutor.example.org' }, 'PUBLIC_URL'],
  ])('refuses %j with one sentence that names the variable', (changed, name) => {
    const load = () => loadConfig({ ...TWILIO, ...changed });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(name);
  });
});
