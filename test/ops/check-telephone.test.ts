import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../support/listen.ts';

const ROOT = join(import.meta.dirname, '../..');
const SID = `AC${'0'.repeat(32)}`;

/** Runs the check as an operator does. */
function check(env: Record<string, string>, api: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const node = join(ROOT, 'node_modules/.bin/node');
    const args = [join(ROOT, 'scripts/check-telephone.ts'), '--api', api];
    execFile(node, args, { cwd: ROOT, env: { PATH: process.env['PATH'] ?? '', ...env } }, (error, stdout, stderr) => {
      resolve({ code: error ? 1 : 0, output: stdout + stderr });
    });
  });
}

/** Twilio's list of the account's numbers. */
async function fakeApi(numbers: unknown[]) {
  const api = await listen((request, response) => {
    const known = request.headers.authorization === `Basic ${Buffer.from(`${SID}:right`).toString('base64')}`;
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ incoming_phone_numbers: numbers }));
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

describe('npm run check:telephone', () => {
  it('names what is to be set at the number, and that the server is not there', async () => {
    const url = 'https://127.0.0.1:1/twilio';
    const number = {
      voice_url: `${url}/voice`,
      voice_method: 'POST',
      status_callback: '',
      sms_url: 'https://elsewhere',
    };
    const { code, output } = await check(env, await fakeApi([number]));
    expect(code).toBe(1);
    expect(output).toContain(`ok   +15550111: A call comes in (HTTP POST) → ${url}/voice`);
    expect(output).toContain(`set “Call status changes” to ${url}/status (is empty)`);
    expect(output).toContain(`set “A message comes in (HTTP POST)” to ${url}/sms (is https://elsewhere)`);
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
