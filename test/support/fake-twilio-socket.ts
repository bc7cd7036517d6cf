import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { FakeTwilio } from './fake-twilio.ts';
import type { Verb } from './twiml.ts';

/** Opens the socket that `<Connect>` asks for, signed, and reads the parameters that it is to be given. @returns undefined where it is refused */
export async function openSocket(twilio: FakeTwilio, noun: Verb) {
  const { url, signature } = twilio.socket(noun.attributes['url'] ?? '');
  const socket = new WebSocket(url, {
    headers: { 'x-twilio-signature': signature },
    handshakeTimeout: twilio.socketWithinMs,
  });
  try {
    await once(socket, 'open');
  } catch {
    // Told by the action callback.
    return undefined;
  }
  const parameters = noun.children.map(({ attributes }) => [attributes['name'], attributes['value']]);
  const customParameters: Record<string, string> = Object.fromEntries(parameters);
  return { socket, customParameters };
}

/** The fields that every webhook of a call has. */
export function callFields({ callSid, from }: { callSid: string; from: string }): Record<string, string> {
  const call = { CallSid: callSid, AccountSid: 'AC0', ApiVersion: '2010-04-01', Direction: 'inbound' };
  const numbers = { From: from, Caller: from, To: '+15550111', Called: '+15550111', FromCountry: 'US', FromCity: '' };
  return { ...call, ...numbers, CallStatus: 'in-progress' };
}

interface EndedSession {
  sessionId: string;
  status: string;
  /** How long it lasted, rounded down. */
  seconds: number;
  handoff: string | undefined;
}

/** How a ConversationRelay session ended. */
export function sessionFields({ sessionId, status, seconds, handoff }: EndedSession): Record<string, string> {
  const session = { SessionId: sessionId, SessionStatus: status, SessionDuration: String(seconds) };
  return { ...session, ...(handoff !== undefined && { HandoffData: handoff }) };
}
