import { once } from 'node:events';
import { parseArgs } from 'node:util';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { loadConfig } from '../src/config/config.ts';
import { ConfigError } from '../src/config/config-error.ts';

const TIMEOUT_MS = 10_000;
/** What Twilio leaves empty, or does not tell. */
const Empty = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const Account = z.object({ status: z.string(), type: Empty });
const PhoneNumber = z.object({
  voice_url: Empty,
  voice_method: Empty,
  voice_fallback_url: Empty,
  voice_fallback_method: Empty,
  status_callback: Empty,
  status_callback_method: Empty,
  sms_url: Empty,
  sms_method: Empty,
  // Where one of these is set, the addresses above are not asked.
  voice_application_sid: Empty,
  sms_application_sid: Empty,
  trunk_sid: Empty,
  voice_receive_mode: Empty,
  capabilities: z.object({ voice: z.boolean().default(false), sms: z.boolean().default(false) }).optional(),
});
type PhoneNumber = z.infer<typeof PhoneNumber>;
const Numbers = z.object({ incoming_phone_numbers: z.array(PhoneNumber) });

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
  const { publicUrl, authToken, accountSid, number, mode, sms } = telephony;
  const server = { publicUrl, authToken, server: values.server ?? publicUrl };
  const findings = [
    ...(await checkServer(server)),
    ...(mode === 'gather' ? [] : [await checkSocket(server, mode)]),
    ...(await checkTwilio(values.api, { accountSid, authToken, number, publicUrl, sms })),
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

/** A proxy or a tunnel may pass requests on and sockets not. */
async function checkSocket({ publicUrl, authToken, server }: Server, mode: 'relay' | 'stream'): Promise<Finding> {
  const path = `/twilio/${mode}`;
  const publicSocket = `${publicUrl.replace(/^http/, 'ws')}${path}`;
  const signature = webhooks.getExpectedTwilioSignature(authToken, publicSocket, {});
  const socket = new WebSocket(server.replace(/^http/, 'ws') + path, {
    headers: { 'x-twilio-signature': signature },
    handshakeTimeout: TIMEOUT_MS,
  });
  try {
    await once(socket, 'open');
    return { ok: true, what: `${publicSocket} opens` };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, what: `${publicSocket} does not open (${why}): are WebSockets passed on to the server?` };
  } finally {
    socket.terminate();
  }
}

async function status(url: string, fields: Record<string, string>, signature: string): Promise<number | string> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { 'x-twilio-signature': signature },
      // Twilio follows redirects with GET, and signs another address: it has to be told the right one.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    return error instanceof Error ? `nothing (${error.message})` : 'nothing';
  }
}

interface Twilio {
  accountSid: string;
  authToken: string;
  number: string;
  publicUrl: string;
  /** Whether text messages are to be sent. */
  sms: boolean;
}

async function checkTwilio(api: string, twilio: Twilio): Promise<Finding[]> {
  const { accountSid, authToken, number } = twilio;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const ask = async (path: string) => {
    const url = `${api}/2010-04-01/Accounts/${accountSid}${path}`;
    const response = await fetch(url, { headers: { authorization }, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return response.ok ? await response.json() : response.status;
  };
  try {
    const account = await ask('.json');
    if (typeof account === 'number') {
      return [{ ok: false, what: `Twilio answers ${account}: are account SID and auth token right?` }];
    }
    const found = await ask(`/IncomingPhoneNumbers.json?${new URLSearchParams({ PhoneNumber: number })}`);
    const [one] = Numbers.parse(found).incoming_phone_numbers;
    if (!one) return [checkAccount(account), { ok: false, what: `${number} is not a number of this account` }];
    return [checkAccount(account), ...checkNumber(one, twilio)];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ ok: false, what: `Twilio can’t be reached from here (${why}): its side was not checked` }];
  }
}

function checkAccount(answer: unknown): Finding {
  const { status: state, type } = Account.parse(answer);
  if (state !== 'active') return { ok: false, what: `The account is ${state}: Twilio takes no calls for it` };
  const trial = type === 'Trial' ? '; it is a trial, whose callers hear a message of Twilio’s before the tutor' : '';
  return { ok: true, what: `The account is active${trial}` };
}

function checkNumber(found: PhoneNumber, { number, publicUrl, sms }: Twilio): Finding[] {
  const at = (path: string) => `${publicUrl}/twilio/${path}`;
  const { voice_application_sid: app, trunk_sid: trunk, sms_application_sid: smsApp, capabilities } = found;
  const cans = [
    ...(capabilities?.voice === false ? [`${number} can’t take calls: buy a number with “Voice”`] : []),
    ...(sms && capabilities?.sms === false ? [`${number} can’t send text messages: set TWILIO_SMS to off`] : []),
  ];
  const elsewhere = [
    ...(app ? [`${number}: calls go to the TwiML app ${app}: set “Configure with” to Webhook`] : []),
    ...(trunk ? [`${number}: calls go to the SIP trunk ${trunk}: set “Configure with” to Webhook`] : []),
    ...(smsApp ? [`${number}: text messages go to the TwiML app ${smsApp}: set “Configure with” to Webhook`] : []),
    ...(found.voice_receive_mode === 'fax' ? [`${number} takes faxes: set “Accept incoming” to voice calls`] : []),
  ];
  return [
    ...[...cans, ...elsewhere].map((what) => ({ ok: false, what })),
    setting(number, 'A call comes in', [found.voice_method, found.voice_url], at('voice')),
    setting(number, 'Primary handler fails', [found.voice_fallback_method, found.voice_fallback_url], at('resume')),
    setting(number, 'Call status changes', [found.status_callback_method, found.status_callback], at('status')),
    ...(capabilities?.sms === false
      ? []
      : [setting(number, 'A message comes in', [found.sms_method, found.sms_url], at('sms'))]),
  ];
}

/** The server takes POST alone. Connection overrides behind `#` are for Twilio itself. */
function setting(number: string, what: string, [method, url]: [string, string], wanted: string): Finding {
  const is = url === '' ? 'empty' : `${method} ${url}`;
  const ok = is.split('#')[0] === `POST ${wanted}`;
  return { ok, what: ok ? `${number}: ${what} → ${is}` : `${number}: set “${what}” to POST ${wanted} (is ${is})` };
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
