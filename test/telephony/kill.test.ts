import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { spokenQuestion } from '../../load/call-speech.ts';
import { type Message, MessageList } from '../../src/protocol/rest/conversations.ts';
import { CreatedPhoneCode } from '../../src/protocol/rest/phones.ts';
import { fileChroma } from '../support/chroma.ts';
import type { FakeHttpService } from '../support/fake-http-service.ts';
import { FakeMessagesApi, gate, hold, say } from '../support/fake-messages-api.ts';
import { openAiSound, openAiTranscript, startFakeOpenAiAudio } from '../support/fake-openai-audio.ts';
import { AUTH_TOKEN, FakeTwilio } from '../support/fake-twilio.ts';
import type { FakeCall } from '../support/fake-twilio-call.ts';
import { freePort } from '../support/free-port.ts';
import { type ServerProcess, signUp, startServer } from '../support/server-process.ts';
import { ADA_PHONE } from './telephone-node.ts';

const PUBLIC_URL = 'https://tutor.example.org';
const WAIT = { interval: 100 };
const FIRST = 'Leaves hold a green pigment that takes in light. ';
/** Said for longer than any machine takes to kill a server. */
const REST = 'They make sugar of it, and of air and water, as long as the sun shines. '.repeat(8).trim();
const BACK = 'I am back. Please go on.';
const SECOND = 'Green is what they do not take in.';
/** Silence in which a voice has ended; all in all, no more than the detector lets wait. */
const ENOUGH_FRAMES = 20;

/** Of the services' voice. */
const MS_A_LETTER = 50;
const SAMPLES_A_MS = 24;

describe.each(['relay', 'stream'] as const)(
  'a call in mode %s whose server is killed in the middle of an answer',
  (mode) => {
    const chroma = fileChroma();
    let dataDir: string;
    let api: FakeMessagesApi;
    let speech: FakeHttpService;
    let env: Record<string, string>;
    let server: ServerProcess;
    let twilio: FakeTwilio;
    let token: string;
    let chromaUrl: string;

    beforeAll(async () => {
      [api, speech] = await Promise.all([FakeMessagesApi.start(), startFakeOpenAiAudio()]);
      const child = await chroma.start();
      chromaUrl = child.url() ?? '';
      speech.always(({ path, body }) =>
        path.endsWith('/transcriptions') ? openAiTranscript('Why are leaves green?') : openAiSound(voiceOf(body)),
      );
    });
    afterAll(() => Promise.all([api.stop(), speech.stop(), chroma.stop()]));

    beforeEach(async () => {
      speech.requests.splice(0);
      dataDir = await mkdtemp(join(tmpdir(), 'lva-killed-call-'));
      const port = await freePort();
      const url = `http://localhost:${port}`;
      env = {
        ...{
          DATA_DIR: dataDir,
          EMBEDDING_MODEL: 'hash',
          CHROMA_URL: chromaUrl,
          PORT: String(port),
          PUBLIC_URL,
          ALLOWED_ORIGINS: url,
        },
        ...{ ANTHROPIC_API_KEY: 'test', ANTHROPIC_BASE_URL: api.url, PREEMPTIVE_ANSWERS: 'off' },
        ...{ TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: AUTH_TOKEN, TWILIO_MODE: mode },
        ...{ TWILIO_PHONE_NUMBER: '+15550111', STT_PROVIDER: 'openai', TTS_PROVIDER: 'openai' },
        ...{ OPENAI_API_KEY: 'test', OPENAI_BASE_URL: `${speech.url}/v1` },
      };
      server = await startServer(env);
      twilio = new FakeTwilio({ server: url, publicUrl: PUBLIC_URL });
      token = await signUp(url);
    });
    afterEach(async () => {
      await twilio.leave();
      await server.kill();
      await rm(dataDir, { recursive: true, force: true });
    });

    async function fromApi(path: string, init: RequestInit = {}): Promise<unknown> {
      const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
      const response = await fetch(`http://localhost:${env['PORT']}${path}`, { ...init, headers });
      expect(response.ok).toBe(true);
      return response.json();
    }

    /** A call of somebody whose number is linked, who has been greeted. */
    async function begunCall(): Promise<FakeCall> {
      const { code } = CreatedPhoneCode.parse(await fromApi('/api/phone-links/code', { method: 'POST', body: '{}' }));
      const call = await twilio.call(ADA_PHONE);
      await hears(call, 'Please type the six digits of your code now.');
      await call.presses(code);
      await hears(call, 'Hello Ada. What would you like to talk about?');
      return call;
    }

    /** Plays what there is until these words are among it. */
    async function hears(call: FakeCall, words: string): Promise<void> {
      if (mode === 'relay') return call.begins(words);

      await vi.waitFor(() => {
        call.sound?.plays(60_000);
        const spoken = spokenWords();
        expect(spoken).toContain(words);
        const letters = spoken.join('').length;
        expect(call.sound?.playedMs).toBeGreaterThanOrEqual((letters - spoken.length) * MS_A_LETTER);
      }, WAIT);
    }

    /** What the services were given to say, of all that goes over the present line. */
    const spokenWords = (): string[] =>
      speech.requests.filter(({ path }) => path.endsWith('/speech')).map(({ body }) => JSON.parse(String(body)).input);

    async function asks(call: FakeCall): Promise<void> {
      if (mode === 'relay') return call.says('Why are leaves green?');
      const { frames, silence } = await spokenQuestion();
      for (const payload of [...frames, ...Array.from({ length: ENOUGH_FRAMES }, () => silence)])
        call.sound?.sends(payload);
    }

    async function messages(): Promise<Message[]> {
      const { conversations } = (await fromApi('/api/conversations')) as { conversations: { id: string }[] };
      expect(conversations).toHaveLength(1);
      return MessageList.parse(await fromApi(`/api/conversations/${conversations[0]?.id}/messages`)).messages;
    }

    async function answer(): Promise<Message | undefined> {
      return (await messages()).findLast(({ role }) => role === 'tutor');
    }

    it.each([
      ['the model is still at it', true],
      ['the model is through with it', false],
    ])(
      'goes on in the same talk without a greeting, with the answer kept as it was heard: %s',
      async (_when, midway) => {
        const call = await begunCall();
        const never = gate();

        api.reply(...say(FIRST, REST), ...(midway ? [hold(never.opened)] : []));
        await asks(call);
        if (mode === 'relay') {
          await call.begins(FIRST.trim());
          await vi.waitFor(async () => {
            const { text, status } = (await answer()) ?? {};
            expect([text?.startsWith(FIRST), status]).toEqual([true, midway ? 'pending' : 'complete']);
          }, WAIT);
        } else {
          await vi.waitFor(() => {
            call.sound?.plays(100);
            expect(call.sound?.marks.at(-1)).toMatch(/ t\d+ 1 /);
          }, WAIT);
          await vi.waitFor(async () => expect((await answer())?.heardText).toBe(FIRST.trim()), WAIT);
        }

        const back = twilio.serverLeaves();
        await server.kill();
        server = await startServer(env);
        speech.requests.splice(0);
        back();
        await hears(call, BACK);
        expect(call.state).toBe(mode);
        const { text = '', heardText, status } = (await answer()) ?? {};
        expect(text.startsWith(FIRST)).toBe(true);
        if (mode === 'stream') expect([status, heardText]).toEqual(['failed', FIRST.trim()]);
        else {
          expect(status).toBe(midway ? 'failed' : 'interrupted');
          expect(text.startsWith(heardText ?? 'nothing told')).toBe(true);
          // Hardly anything of it can have been said by then.
          expect(heardText?.length).toBeLessThan(text.length / 2);
        }

        api.reply(...say(SECOND));
        const request = api.nextRequest();
        await asks(call);
        const said = JSON.stringify((await request).body);
        expect(said).not.toContain('Hello Ada');
        expect(said).not.toContain(REST.slice(-80));
        await hears(call, SECOND);
        const kept = await messages();
        expect(kept.map(({ role }) => role)).toEqual(['learner', 'tutor', 'learner', 'tutor']);
      },
      90_000,
    );
  },
);

/** Speech of a fixed pace. */
function voiceOf(request: Buffer): Buffer {
  const { input } = JSON.parse(String(request)) as { input: string };
  return Buffer.from(new Int16Array(input.length * MS_A_LETTER * SAMPLES_A_MS).fill(3000).buffer);
}
