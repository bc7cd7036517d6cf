import { toAppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Call } from '../ports/call-store.ts';
import type { TextMessages } from '../ports/text-messages.ts';
import type { Calls } from './calls.ts';
import { fill, phrasesFor } from './phrases.ts';

export interface AfterCallDeps {
  calls: Calls;
  /** Undefined where no text messages are sent. */
  messages: TextMessages | undefined;
  /** `https://…` without a path. */
  publicUrl: string;
  logger: Logger;
}

/** Sends the link to what was talked about, where text messages are sent. A message that can't be sent is only a comfort less. */
export async function afterCall(deps: AfterCallDeps, call: Call, phone: string): Promise<void> {
  const { messages, publicUrl, logger } = deps;
  if (!messages || call.conversationId === undefined || call.learnerId === undefined) return;
  const owner = await deps.calls.linkOf(phone);
  if (owner?.learner.id !== call.learnerId) return;
  const link = `${publicUrl}/talk/${call.conversationId}`;
  try {
    await messages.send(phone, fill(phrasesFor(owner.learner.language).message, { link }));
  } catch (error) {
    logger.warn({ code: toAppError(error).code }, 'the text message after a call was not sent');
  }
}
