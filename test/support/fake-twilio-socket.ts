import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { FakeTwilio } from './fake-twilio.ts';
import type { Verb } from './twiml.ts';

/** Opens the socket that `<Connect>` asks for, signed, and reads the parameters that it is to be given. */
export async function openSocket(twilio: FakeTwilio, noun: Verb) {
  const { url, signature } = twilio.socket(noun.attributes['url'] ?? '');
  const socket = new WebSocket(url, { headers: { 'x-twilio-signature': signature } });
  await once(socket, 'open');
  const parameters = noun.children.map(({ attributes }) => [attributes['name'], attributes['value']]);
  const customParameters: Record<string, string> = Object.fromEntries(parameters);
  return { socket, customParameters };
}

/** The fields that every webhook of a call has. */
export function callFields({ callSid, from }: { callSid: string; from: string }): Record<string, string> {
  return { CallSid: callSid, AccountSid: 'AC0', From: from, To: '+15550111', Direction: 'inbound' };
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
