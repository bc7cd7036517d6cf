import { parseArgs } from 'node:util';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { z } from 'zod';
import { loadConfig } from '../src/config/config.ts';
import { ConfigError } from '../src/config/config-error.ts';

const TIMEOUT_MS = 10_000;
const Numbers = z.object({
  incoming_phone_numbers: z.array(
    z.object({
      voice_url: z.string(),
      voice_method: z.string(),
      status_callback: z.string(),
      status_callback_method: z.string(),
      sms_url: z.string(),
      sms_method: z.string(),
    }),
  ),
});

interface Finding {
  ok: boolean;
  what: string;
}

/**
 * `npm run check:telephone`: whether calls will arrive. Asks the server at `PUBLIC_URL` as Twilio would, and Twilio how the
 * number is set up. Exits with 1 when something is to be done. `--api URL` asks another address than Twilio's,
 * `--server URL` the server directly and not through `PUBLIC_URL`.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { api: { type: 'string', default: 'https://api.twilio.com' }, server: { type: 'string' } },
  });
  const { telephony } = loadConfig(process.env);
  if (telephony.kind === 'off') throw new ConfigError('TWILIO_ACCOUNT_SID is not set: there is no telephone to check.');
  const { publicUrl, authToken, accountSid, number } = telephony;
  const findings = [
    ...(await checkServer({ publicUrl, authToken, server: values.server ?? publicUrl })),
    ...(await checkNumber(values.api, { accountSid, authToken, number, publicUrl })),
  ];
  for (const { ok, what } of findings) process.stdout.write(`${ok ? 'ok  ' : 'TO DO'} ${what}\n`);
  if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
}

interface Server {
  /** What Twilio signs. */
  publicUrl: string;
  authToken: string;
  /** What is asked. */
  server: string;
}

async function checkServer({ publicUrl, authToken, server }: Server): Promise<Finding[]> {
  const url = `${server}/twilio/status`;
  const fields = { CallSid: 'CA00000000000000000000000000000000', CallStatus: 'in-progress' };
  const signature = webhooks.getExpectedTwilioSignature(authToken, `${publicUrl}/twilio/status`, fields);
  const signed = await status(url, fields, signature);
  const unsigned = await status(url, fields, 'not a signature');
  return [
    {
      ok: signed === 204,
      what:
        signed === 204
          ? `${publicUrl} takes what Twilio signs`
          : `${publicUrl} answers ${signed} to a signed request: is the server running there, with this TWILIO_AUTH_TOKEN and PUBLIC_URL?`,
    },
    {
      ok: unsigned === 403,
      what: unsigned === 403 ? 'and nothing else' : `A request that is not signed gets ${unsigned} instead of 403`,
    },
  ];
}

async function status(url: string, fields: Record<string, string>, signature: string): Promise<number | string> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { 'x-twilio-signature': signature },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    return error instanceof Error ? `nothing (${error.message})` : 'nothing';
  }
}

interface Account {
  accountSid: string;
  authToken: string;
  number: string;
  publicUrl: string;
}

async function checkNumber(api: string, { accountSid, authToken, number, publicUrl }: Account): Promise<Finding[]> {
  const query = new URLSearchParams({ PhoneNumber: number });
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const url = `${api}/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json?${query}`;
  const response = await fetch(url, { headers: { authorization }, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  if (response instanceof Error) {
    return [{ ok: false, what: `Twilio can’t be reached from here (${response.message}): its side was not checked` }];
  }
  if (!response.ok) {
    return [{ ok: false, what: `Twilio answers ${response.status}: are account SID and auth token right?` }];
  }
  const [found] = Numbers.parse(await response.json()).incoming_phone_numbers;
  if (!found) return [{ ok: false, what: `${number} is not a number of this account` }];
  return [
    setting(number, 'A call comes in', [found.voice_method, found.voice_url], `${publicUrl}/twilio/voice`),
    setting(
      number,
      'Call status changes',
      [found.status_callback_method, found.status_callback],
      `${publicUrl}/twilio/status`,
    ),
    setting(number, 'A message comes in', [found.sms_method, found.sms_url], `${publicUrl}/twilio/sms`),
  ];
}

/** The server takes POST alone. */
function setting(number: string, what: string, [method, url]: [string, string], wanted: string): Finding {
  const is = url === '' ? 'empty' : `${method} ${url}`;
  const ok = is === `POST ${wanted}`;
  return { ok, what: ok ? `${number}: ${what} → ${is}` : `${number}: set “${what}” to POST ${wanted} (is ${is})` };
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
