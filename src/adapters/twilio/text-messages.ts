import { AppError, unavailable } from '../../errors.ts';
import type { TextMessages } from '../../ports/text-messages.ts';

export interface TwilioMessagesOptions {
  accountSid: string;
  authToken: string;
  /** The tutor's own number, E.164. */
  from: string;
  /** `https://api.twilio.com`, or another address that speaks the same. */
  baseUrl: string;
}

const TIMEOUT_MS = 10_000;

/** Text messages over Twilio's REST API, version 2010-04-01. */
export function createTwilioMessages({ accountSid, authToken, from, baseUrl }: TwilioMessagesOptions): TextMessages {
  const url = `${baseUrl}/2010-04-01/Accounts/${accountSid}/Messages.json`;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  return {
    async send(to, text) {
      const response = await post(url, authorization, new URLSearchParams({ To: to, From: from, Body: text }));
      await response.body?.cancel();
      if (response.ok) return;
      if (response.status === 429 || response.status >= 500) throw silent(`Twilio answered ${response.status}`);
      throw new AppError({
        code: 'sms_refused',
        status: 502,
        message: 'The text message was not taken.',
        cause: new Error(`Twilio answered ${response.status}`),
      });
    },
  };
}

async function post(url: string, authorization: string, body: URLSearchParams): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { authorization },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw silent(error);
  }
}

function silent(cause: unknown): AppError {
  return unavailable('sms_unavailable', 'Text messages can’t be sent right now.', cause);
}
