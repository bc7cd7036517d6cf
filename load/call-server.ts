import { setTimeout as sleep } from 'node:timers/promises';
import { CreatedPhoneCode } from '../src/protocol/rest/phones.ts';
import { AUTH_TOKEN, FakeTwilio } from '../test/support/fake-twilio.ts';
import { freePort } from '../test/support/free-port.ts';
import { startVoiceServer, type VoiceServer } from './voice-children.ts';

const PUBLIC_URL = 'https://tutor.example.org';

export type CallMode = 'relay' | 'stream';

/** A server with a telephone, and learners whose numbers are linked to it. */
export interface CallServer extends Pick<VoiceServer, 'use' | 'held' | 'stop'> {
  twilio: FakeTwilio;
  /** Numbers of different learners. */
  phones: string[];
}

/**
 * @param learners so many of them
 * @param profiles folder for a profile of each of the server's threads
 */
export async function startCallServer(mode: CallMode, learners: number, profiles?: string): Promise<CallServer> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const variables = {
    PORT: String(port),
    PUBLIC_URL,
    ALLOWED_ORIGINS: url,
    TRUSTED_PROXIES: '1',
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    TWILIO_PHONE_NUMBER: '+15550111',
    TWILIO_MODE: mode,
    TWILIO_MAX_CALLS: '1000',
    // Named for the configuration's sake: the server's services are the fixed ones.
    STT_PROVIDER: 'openai',
    TTS_PROVIDER: 'openai',
    OPENAI_API_KEY: 'load',
    // All of the model's time is on the way of what is measured.
    PREEMPTIVE_ANSWERS: 'off',
  };
  const server = await startVoiceServer('Leaves make sugar from light and air. Why light?', variables, profiles);
  const twilio = new FakeTwilio({ server: url, publicUrl: PUBLIC_URL });
  const phones = Array.from({ length: learners }, (_, n) => `+1555${1_000_000 + n}`);
  for (const [n, phone] of phones.entries()) await link(twilio, url, n, phone);
  return { twilio, phones, use: server.use, held: server.held, stop: server.stop };
}

/** A learner of their own calls and types the code that the app shows. */
async function link(twilio: FakeTwilio, url: string, n: number, phone: string): Promise<void> {
  const headers = { 'Content-Type': 'application/json', Origin: url, 'X-Forwarded-For': `10.0.${n >> 8}.${n & 255}` };
  const account = { name: `Learner ${n}`, email: `n${n}@example.org`, password: 'correct horse battery' };
  const signedUp = await request(`${url}/api/auth/sign-up/email`, { method: 'POST', headers, body: account });
  const cookies = signedUp.headers.getSetCookie().map((value) => value.split(';')[0]);
  const owner = { ...headers, Cookie: cookies.join('; ') };
  const made = await request(`${url}/api/phone-links/code`, { method: 'POST', headers: owner, body: {} });
  const call = await twilio.call(phone);
  // Asks for the code; over Media Streams it is sound.
  if (call.state === 'relay') await call.next();
  await call.presses(CreatedPhoneCode.parse(await made.json()).code);
  for (let linked = ''; !linked.includes(phone); ) {
    await sleep(100);
    linked = await (await request(`${url}/api/phone-links`, { headers: owner })).text();
  }
  await call.hangsUp();
}

async function request(
  url: string,
  { body, ...init }: { method?: string; headers: Record<string, string>; body?: object },
) {
  const response = await fetch(url, { ...init, ...(body && { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response;
}
