import { toAppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Call } from '../ports/call-store.ts';
import type { TextMessages } from '../ports/text-messages.ts';
import { summaryOf } from './call-summary.ts';
import { type TopicDeps, talkedOf } from './call-topics.ts';
import type { Calls } from './calls.ts';
import { fill, phrasesFor } from './phrases.ts';

export interface AfterCallDeps {
  calls: Pick<Calls, 'linkOf' | 'talks'>;
  /** What was said in the talks. */
  topics: TopicDeps;
  /** Undefined where no text messages are sent. */
  messages: TextMessages | undefined;
  /** `https://…` without a path. */
  publicUrl: string;
  logger: Logger;
}

/**
 * Sends what was talked about, with the link to it, where text messages are sent. A message that can't be sent is only a comfort less.
 * Who shares the phone, and has a PIN for that, gets the link alone.
 */
export async function afterCall(deps: AfterCallDeps, call: Call, phone: string): Promise<void> {
  const { messages, logger } = deps;
  const { learnerId } = call;
  if (!messages || learnerId === undefined) return;
  const owner = await deps.calls.linkOf(phone);
  if (owner?.learner.id !== learnerId) return;
  const phrases = phrasesFor(owner.learner.language);
  try {
    const talks = await deps.calls.talks(call);
    const talked = await talkedOf(deps.topics, { ...call, learnerId, talks });
    // What was begun last may hold nothing.
    const talk = talked.at(-1)?.conversationId ?? talks.at(-1);
    if (talk === undefined) return;
    const link = fill(phrases.message, { link: `${deps.publicUrl}/talk/${talk}` });
    const summary = owner.link.pinHash === undefined ? summaryOf(talked, phrases) : '';
    await messages.send(phone, `${summary} ${link}`.trim());
  } catch (error) {
    logger.warn({ code: toAppError(error).code }, 'the text message after a call was not sent');
  }
}
