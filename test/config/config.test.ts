import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/config-error.ts';

describe('configuration', () => {
  it('serves a tutor on port 3000 with SQLite, Chroma as a child and no model when nothing is set', () => {
    const config = loadConfig({});
    expect(config.http).toMatchObject({ port: 3000, secureCookies: false, allowedOrigins: [] });
    expect(config.database.kind).toBe('sqlite');
    expect(config.chroma.kind).toBe('child');
    expect(config.model).toEqual({ kind: 'none' });
    expect(config.accounts.signUp).toBe('open');
  });

  it('takes an empty value as not set', () => {
    expect(loadConfig({ DATABASE_URL: '', PORT: '' })).toEqual(loadConfig({}));
  });

  it('makes cookies secure exactly when learners reach the app over HTTPS', () => {
    expect(loadConfig({ PUBLIC_URL: 'https://tutor.example.org/app' }).http).toMatchObject({
      publicUrl: 'https://tutor.example.org',
      secureCookies: true,
    });
    expect(loadConfig({ PUBLIC_URL: 'http://tutor.example.org' }).http.secureCookies).toBe(false);
  });

  it('leaves it to the search how long an answer waits for it, unless told', () => {
    expect(loadConfig({}).library.searchDeadlineMs).toBeUndefined();
    for (const ms of [50, 30_000]) {
      expect(loadConfig({ SEARCH_DEADLINE_MS: String(ms) }).library.searchDeadlineMs).toBe(ms);
    }
  });

  it('uses a local model server without a key', () => {
    expect(loadConfig({ ANTHROPIC_BASE_URL: 'http://localhost:11434' }).model).toMatchObject({
      kind: 'messages-api',
      baseUrl: 'http://localhost:11434',
    });
  });

  it('leaves speech to the browsers when nothing is set, even with a key that other programs use', () => {
    expect(loadConfig({}).speech).toEqual({ speechToText: [], textToSpeech: [] });
    expect(loadConfig({ OPENAI_API_KEY: 'key' }).speech).toEqual({ speechToText: [], textToSpeech: [] });
    expect(loadConfig({ STT_PROVIDER: 'browser', TTS_PROVIDER: 'browser' }).speech.speechToText).toEqual([]);
  });

  it('takes speech services in the order of the list, with browsers last', () => {
    const { speech } = loadConfig({
      STT_PROVIDER: 'deepgram, openai, browser',
      TTS_PROVIDER: 'elevenlabs,openai',
      DEEPGRAM_API_KEY: 'd',
      ELEVENLABS_API_KEY: 'e',
      OPENAI_BASE_URL: 'http://localhost:8000/v1',
    });
    expect(speech.speechToText.map(({ kind, model }) => [kind, model])).toEqual([
      ['deepgram', 'nova-3'],
      ['openai', 'gpt-transcribe'],
    ]);
    expect(speech.textToSpeech).toMatchObject([
      { kind: 'elevenlabs', apiKey: 'e', model: 'eleven_flash_v2_5' },
      { kind: 'openai', baseUrl: 'http://localhost:8000/v1', model: 'gpt-4o-mini-tts', voice: 'alloy' },
    ]);
  });

  it('takes speech models of the server’s own, alone or behind a service', () => {
    const own = loadConfig({ STT_PROVIDER: 'local', TTS_PROVIDER: 'local' }).speech;
    expect(own.speechToText).toEqual([{ kind: 'local', model: 'onnx-community/whisper-base' }]);
    expect(own.textToSpeech).toEqual([{ kind: 'local', model: 'Xenova/mms-tts-eng' }]);
    const behind = {
      STT_PROVIDER: 'deepgram,local',
      DEEPGRAM_API_KEY: 'd',
      STT_MODEL: ',UsefulSensors/moonshine-base',
    };
    expect(loadConfig(behind).speech.speechToText).toMatchObject([
      { kind: 'deepgram' },
      { kind: 'local', model: 'UsefulSensors/moonshine-base' },
    ]);
  });

  it('gives each speech service the model and the voice at its own place of the list', () => {
    const { speech } = loadConfig({
      STT_PROVIDER: 'openai,openai',
      STT_MODEL: 'whisper-large-v3, whisper-1',
      TTS_PROVIDER: 'elevenlabs,openai',
      TTS_VOICE: ',nova',
      TTS_MODEL: 'eleven_v3',
      OPENAI_API_KEY: 'o',
      ELEVENLABS_API_KEY: 'e',
    });
    expect(speech.speechToText.map(({ model }) => model)).toEqual(['whisper-large-v3', 'whisper-1']);
    expect(speech.textToSpeech.map(({ model }) => model)).toEqual(['eleven_v3', 'gpt-4o-mini-tts']);
    expect(speech.textToSpeech[1]?.voice).toBe('nova');
    expect(speech.textToSpeech[0]?.voice).not.toBe('');
  });

  it.each([
    [{ STT_PROVIDER: 'siri' }, 'STT_PROVIDER'],
    [{ STT_PROVIDER: ',' }, 'STT_PROVIDER'],
    [{ STT_PROVIDER: 'openai' }, 'STT_PROVIDER'],
    [{ STT_PROVIDER: 'deepgram' }, 'STT_PROVIDER'],
    [{ STT_PROVIDER: 'browser,openai', OPENAI_API_KEY: 'o' }, 'STT_PROVIDER'],
    [{ STT_PROVIDER: 'openai,openai', OPENAI_API_KEY: 'o' }, 'STT_PROVIDER'],
    [{ STT_PROVIDER: 'openai', OPENAI_API_KEY: 'o', STT_MODEL: 'a,b' }, 'STT_MODEL'],
    [{ STT_MODEL: 'whisper-1' }, 'STT_MODEL'],
    [{ TTS_PROVIDER: 'deepgram', DEEPGRAM_API_KEY: 'd' }, 'TTS_PROVIDER'],
    [{ TTS_PROVIDER: 'openai' }, 'TTS_PROVIDER'],
    [{ TTS_PROVIDER: 'elevenlabs' }, 'TTS_PROVIDER'],
    [{ TTS_PROVIDER: 'local', TTS_VOICE: 'nova' }, 'TTS_VOICE'],
    [{ RECORDING_DAYS: '0' }, 'RECORDING_DAYS'],
    [{ RECORDING_DAYS: '3651' }, 'RECORDING_DAYS'],
    [{ TTS_MODEL: 'tts-1' }, 'TTS_MODEL'],
    [{ TTS_VOICE: 'nova' }, 'TTS_VOICE'],
    [{ OPENAI_BASE_URL: 'localhost' }, 'OPENAI_BASE_URL'],
    [{ DEEPGRAM_BASE_URL: 'http://localhost' }, 'DEEPGRAM_BASE_URL'],
    [{ ELEVENLABS_BASE_URL: 'http://localhost' }, 'ELEVENLABS_BASE_URL'],
    [{ PORT: '65536' }, 'PORT'],
    [{ PORT: 'http' }, 'PORT'],
    [{ PUBLIC_URL: 'tutor.example.org' }, 'PUBLIC_URL'],
    [{ DATABASE_URL: 'mysql://localhost/x' }, 'DATABASE_URL'],
    [{ REDIS_URL: 'http://localhost' }, 'REDIS_URL'],
    [{ SIGN_UP: 'maybe' }, 'SIGN_UP'],
    [{ METRICS_TOKEN: 'short' }, 'METRICS_TOKEN'],
    [{ STORAGE_QUOTA_MB: '0' }, 'STORAGE_QUOTA_MB'],
    [{ STORAGE_QUOTA_MB: 'plenty' }, 'STORAGE_QUOTA_MB'],
    [{ UPLOADS_AT_ONCE: '0' }, 'UPLOADS_AT_ONCE'],
    [{ UPLOADS_AT_ONCE: '1001' }, 'UPLOADS_AT_ONCE'],
    [{ SEARCH_DEADLINE_MS: '49' }, 'SEARCH_DEADLINE_MS'],
    [{ SEARCH_DEADLINE_MS: '30001' }, 'SEARCH_DEADLINE_MS'],
    [{ CHROMA_API_KEY: 'key' }, 'CHROMA_API_KEY'],
    [{ CHROMA_TENANT: 'tenant' }, 'CHROMA_TENANT'],
    [{ CHROMA_DATABASE: 'database' }, 'CHROMA_DATABASE'],
    [{ FALLBACK_MODEL: 'claude-haiku-4-5' }, 'FALLBACK_MODEL'],
    [{ ALLOWED_ORIGINS: 'https://a.example/path' }, 'ALLOWED_ORIGINS'],
    [{ NODE_ENV: 'production', REDIS_URL: 'redis://localhost', CHROMA_URL: 'http://chroma' }, 'REDIS_URL'],
    [{ NODE_ENV: 'production', REDIS_URL: 'redis://localhost', DATABASE_URL: 'postgres://localhost/x' }, 'CHROMA_URL'],
  ])('refuses %j with one sentence that names the variable', (environment, name) => {
    expect(() => loadConfig(environment)).toThrow(ConfigError);
    expect(() => loadConfig(environment)).toThrow(new RegExp(`^${name} [^\\n]*\\.$`));
  });

  it.each([
    [{ PORT: 'abc' }, 'PORT must be a number from 0 to 65535, got "abc".'],
    [{ PORT: '70000' }, 'PORT must be a number from 0 to 65535, got "70000".'],
    [{ SIGN_UP: 'maybe' }, 'SIGN_UP must be one of open, invite, closed, got "maybe".'],
    [{ DATABASE_URL: 'mysql://me:secret@host/x' }, 'DATABASE_URL must be a whole address, such as postgres://host.'],
    [
      { PORT: 'abc', LOG_LEVEL: 'loud' },
      `These settings can't be used:
- PORT must be a number from 0 to 65535, got "abc".
- LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, got "loud".`,
    ],
    [
      { CHROMA_API_KEY: 'key', STT_PROVIDER: 'deepgram', S3_BUCKET: 'files' },
      `These settings can't be used:
- CHROMA_API_KEY is set but CHROMA_URL is not: set both or neither.
- S3_BUCKET is set but S3_ACCESS_KEY_ID is not: files in a bucket need S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY.
- STT_PROVIDER names deepgram but DEEPGRAM_API_KEY is not set.`,
    ],
    [
      { TWILIO_PHONE_NUMBER: '+15550111' },
      'TWILIO_PHONE_NUMBER is set but TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are not: the telephone needs TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_PHONE_NUMBER.',
    ],
  ])('says of %j what would do, all at once, and shows no secret', (environment, message) => {
    expect(() => loadConfig(environment)).toThrow(new ConfigError(message));
  });
});
