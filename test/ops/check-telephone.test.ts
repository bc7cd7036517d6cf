import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AUTH_TOKEN } from '../support/fake-twilio.ts';
import { listen } from '../support/listen.ts';
import { startTelephone } from '../telephony/telephone-node.ts';

const ROOT = join(import.meta.dirname, '../..');
const SID = `AC${'0'.repeat(32)}`;

/** Runs the check as an operator does. */
function check(
  env: Record<string, string>,
  api: string,
  ...options: string[]
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const node = join(ROOT, 'node_modules/.bin/node');
    const args = [join(ROOT, 'scripts/check-telephone.ts'), '--api', api, ...options];
    execFile(node, args, { cwd: ROOT, env: { PATH: process.env['PATH'] ?? '', ...env } }, (error, stdout, stderr) => {
      resolve({ code: error ? 1 : 0, output: stdout + stderr });
    });
  });
}

/** Twilio's word on the account, and its list of the account's numbers. */
async function fakeApi(numbers: unknown[], token = 'right', account = { status: 'active', type: 'Full' }) {
  const api = await listen((request, response) => {
    const known = request.headers.authorization === `Basic ${Buffer.from(`${SID}:${token}`).toString('base64')}`;
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
    const isAccount = request.url === `/2010-04-01/Accounts/${SID}.json`;
    response.end(JSON.stringify(isAccount ? account : { incoming_phone_numbers: numbers }));
  });
  onTestFinished(() => api[Symbol.asyncDispose]());
  return api.url;
}

const env = {
  // Nothing listens there: what a server answers is tested with the server.
  PUBLIC_URL: 'https://127.0.0.1:1',
  TWILIO_ACCOUNT_SID: SID,
  TWILIO_AUTH_TOKEN: 'right',
  TWILIO_PHONE_NUMBER: '+15550111',
};

/** A number as Twilio lists it, set up right but for what is said. */
function numberAt(url: string, values: Record<string, unknown> = {}) {
  return {
    ...{ voice_url: `${url}/voice`, voice_method: 'POST', capabilities: { voice: true, sms: true, mms: false } },
    ...{ voice_fallback_url: `${url}/resume`, voice_fallback_method: 'POST', voice_receive_mode: 'voice' },
    ...{ voice_application_sid: '', sms_application_sid: '', trunk_sid: null },
    ...{ status_callback: `${url}/status`, status_callback_method: 'POST' },
    ...{ sms_url: `${url}/sms`, sms_method: 'POST' },
    ...values,
  };
}

describe('npm run check:telephone', () => {
  it('finds nothing to do where the server runs and the number is set up', async () => {
    await using node = await startTelephone();
    const publicUrl = 'https://tutor.example.org';
    const authToken = { PUBLIC_URL: publicUrl, TWILIO_AUTH_TOKEN: AUTH_TOKEN };
    const api = await fakeApi([numberAt(`${publicUrl}/twilio`)], AUTH_TOKEN);
    const { code, output } = await check({ ...env, ...authToken }, api, '--server', node.url);
    expect(output).not.toContain('TO DO');
    expect(output.trim().split('\n')).toHaveLength(8);
    expect(code).toBe(0);
  });

  it.each([
    ['calls go to the TwiML app AP1', { voice_application_sid: 'AP1' }],
    ['calls go to the SIP trunk TK1', { trunk_sid: 'TK1' }],
    ['text messages go to the TwiML app AP2', { sms_application_sid: 'AP2' }],
    ['takes faxes', { voice_receive_mode: 'fax' }],
    ['can’t take calls', { capabilities: { voice: false, sms: true } }],
    ['can’t send text messages', { capabilities: { voice: true, sms: false } }],
    ['set “Primary handler fails” to POST', { voice_fallback_url: '' }],
  ])('finds out that %s', async (what, values) => {
    const number = numberAt('https://127.0.0.1:1/twilio', values);
    const { code, output } = await check({ ...env, TWILIO_SMS: 'on' }, await fakeApi([number]));
    expect([code, output.match(/TO DO \+15550111.*/g)?.length]).toEqual([1, 1]);
    expect(output).toContain(what);
  });

  it('says that an account is closed, and what a trial is like', async () => {
    const number = numberAt('https://127.0.0.1:1/twilio');
    const closed = await check(env, await fakeApi([number], 'right', { status: 'suspended', type: 'Full' }));
    expect(closed.output).toContain('TO DO The account is suspended');
    const trial = await check(env, await fakeApi([number], 'right', { status: 'active', type: 'Trial' }));
    expect(trial.output).toContain('ok   The account is active; it is a trial');
  });

  it('notices that sockets do not get to the server', async () => {
    const { output } = await check(env, await fakeApi([numberAt('https://127.0.0.1:1/twilio')]));
    expect(output).toContain('TO DO wss://127.0.0.1:1/twilio/relay does not open');
    const turns = await check({ ...env, TWILIO_MODE: 'gather' }, await fakeApi([]));
    expect(turns.output).not.toContain('wss:');
  });

  it.each(['voice_method', 'voice_fallback_method', 'status_callback_method', 'sms_method'])(
    'is not content with %s being GET',
    async (method) => {
      const number = numberAt('https://127.0.0.1:1/twilio', { [method]: 'GET' });
      const { output } = await check(env, await fakeApi([number]));
      expect(output.match(/set “/g)).toHaveLength(1);
    },
  );

  it('names what is to be set at the number, and that the server is not there', async () => {
    const url = 'https://127.0.0.1:1/twilio';
    const number = numberAt(url, { voice_method: 'GET', status_callback: '', sms_url: 'https://elsewhere' });
    const { code, output } = await check(env, await fakeApi([number]));
    expect(code).toBe(1);
    expect(output).toContain(`set “A call comes in” to POST ${url}/voice (is GET ${url}/voice)`);
    expect(output).toContain(`set “Call status changes” to POST ${url}/status (is empty)`);
    expect(output).toContain(`set “A message comes in” to POST ${url}/sms (is POST https://elsewhere)`);
    expect(output).toContain('is the server running there');
  });

  it('says when the account or the number is another', async () => {
    const wrong = await check({ ...env, TWILIO_AUTH_TOKEN: 'wrong' }, await fakeApi([]));
    expect(wrong.output).toContain('Twilio answers 401');
    expect((await check(env, await fakeApi([]))).output).toContain('is not a number of this account');
  });

  it('says that Twilio can’t be reached, after what it could check', async () => {
    const { code, output } = await check(env, 'http://127.0.0.1:1');
    expect(code).toBe(1);
    expect(output).toContain('is the server running there');
    expect(output).toContain('TO DO Twilio can’t be reached from here');
    expect(output).not.toContain('    at ');
  });

  it('says in one sentence that there is no telephone', async () => {
    const { code, output } = await check({}, 'http://127.0.0.1:1');
    expect([code, output.trim()]).toEqual([1, 'TWILIO_ACCOUNT_SID is not set: there is no telephone to check.']);
  });
});
