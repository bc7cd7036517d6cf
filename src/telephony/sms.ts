import { v5 } from 'uuid';
import type { PhoneLinks } from '../accounts/phone-links.ts';
import { toAppError } from '../errors.ts';
import type { ConversationStore } from '../ports/conversation-store.ts';
import { askAndFollow, type FollowDeps } from '../voice/follow-turn.ts';
import { type Calls, goesOnWith } from './calls.ts';
import { intentOf } from './intents.ts';
import { fill, type Phrases, phrasesFor } from './phrases.ts';
import type { SpokenModes } from './spoken-modes.ts';

const MESSAGE_NAMESPACE = '0198c3a1-6b12-7a55-9d33-7c0e5f1b2a44';
/** A text message that is longer is cut by the networks. */
const MAX_MESSAGE = 1600;
/** Twilio waits fifteen seconds for what is answered. */
const ANSWER_WITHIN_MS = 12_000;
/** Words that Twilio, and the law in many countries, keep for themselves: Twilio answers these. */
const CARRIER_WORDS = /^\W*(stop|stopall|unsubscribe|cancel|end|quit|start|unstop|help|info|yes)\W*$/iu;

export interface SmsDeps extends FollowDeps {
  calls: Calls;
  phoneLinks: PhoneLinks;
  conversations: ConversationStore;
  modes: SpokenModes;
}

export interface Sms {
  messageSid: string;
  from: string;
  body: string;
}

/** Answers a text message from the learner's material, in the talk that their calls go on with. @returns nothing to say: undefined. */
export async function answerSms(deps: SmsDeps, { messageSid, from, body }: Sms): Promise<string | undefined> {
  if (CARRIER_WORDS.test(body)) return undefined;
  const { modes } = deps;
  const owner = await deps.calls.linkOf(from);
  const phrases = phrasesFor(owner?.learner.language);
  if (!owner) return phrases.unlinked;
  if (owner.link.pinHash !== undefined) return phrases.smsLocked;
  if (body.trim() === '' || intentOf(body, modes)?.type === 'help') {
    return fill(phrases.help, { modes: modes.help(phrases.tag) });
  }
  try {
    return await ask(deps, { messageSid, from, body: body.slice(0, 4000) }, owner, phrases);
  } catch (error) {
    if (toAppError(error).code === 'internal') throw error;
    return phrases.failed;
  }
}

async function ask(
  deps: SmsDeps,
  { messageSid, body }: Sms,
  { learner }: NonNullable<Awaited<ReturnType<Calls['linkOf']>>>,
  phrases: Phrases,
): Promise<string> {
  const latest = await goesOnWith(deps.conversations, learner.id, deps.clock.now());
  const open = { learnerId: learner.id, learnerName: learner.name, language: learner.language };
  const conversation = latest ?? (await deps.talks.open(open));
  const message = { id: v5(messageSid, MESSAGE_NAMESPACE), text: body, source: 'typed', door: 'phone' } as const;
  const late = new AbortController();
  const cancel = deps.clock.after(ANSWER_WITHIN_MS, () => late.abort());
  let text = '';
  try {
    const asked = { conversation, learnerName: learner.name, message };
    for await (const event of askAndFollow(deps, asked, late.signal)) {
      if (event.type === 'turn_end') text = event.status === 'failed' ? phrases.failed : event.heardText;
    }
  } finally {
    cancel();
  }
  return shortened(text === '' ? phrases.smsLater : text);
}

function shortened(text: string): string {
  return text.length <= MAX_MESSAGE ? text : `${text.slice(0, MAX_MESSAGE - 1)}…`;
}
