import { v5 } from 'uuid';
import type { PhoneLinks } from '../accounts/phone-links.ts';
import { toAppError } from '../errors.ts';
import type { Conversation, ConversationStore } from '../ports/conversation-store.ts';
import { askAndFollow, type FollowDeps } from '../voice/follow-turn.ts';
import { type Calls, goesOnWith } from './calls.ts';
import { intentOf } from './intents.ts';
import { fill, type Phrases, phrasesFor } from './phrases.ts';
import { smsText } from './sms-text.ts';
import type { SpokenModes } from './spoken-modes.ts';
import { voiceTag } from './voice-tag.ts';

const MESSAGE_NAMESPACE = '0198c3a1-6b12-7a55-9d33-7c0e5f1b2a44';
/** Twilio waits fifteen seconds for what is answered. */
const ANSWER_WITHIN_MS = 12_000;
/**
 * Words that Twilio, and the law in many countries, keep for themselves: Twilio answers these, and others in other languages, which it
 * tells. “Yes” is among them only for those who had said stop; to everybody else it answers the tutor.
 */
const CARRIER_WORDS = /^\W*(stop|stopall|unsubscribe|cancel|end|quit|revoke|optout|start|unstop|help|info)\W*$/iu;

export interface SmsDeps extends FollowDeps {
  calls: Calls;
  phoneLinks: PhoneLinks;
  conversations: ConversationStore;
  modes: SpokenModes;
  /** `https://…` without a path. */
  publicUrl: string;
}

export interface Sms {
  messageSid: string;
  from: string;
  body: string;
  /** Pictures and the like that came with it. */
  media: number;
  /** What Twilio took it for and answered by itself: STOP, START or HELP; empty where it is for us. */
  optOut: string;
}

/** Answers a text message from the learner's material, in the talk that their calls go on with. @returns nothing to say: undefined. */
export async function answerSms(deps: SmsDeps, sms: Sms): Promise<string | undefined> {
  const { messageSid, from, body, media, optOut } = sms;
  if (optOut !== '' || CARRIER_WORDS.test(body)) return undefined;
  const { modes } = deps;
  const owner = await deps.calls.linkOf(from);
  const phrases = phrasesFor(owner?.learner.language);
  if (!owner) return phrases.unlinked;
  if (owner.link.pinHash !== undefined) return phrases.smsLocked;
  const onlyWords = media > 0 ? `${phrases.smsMedia} ` : '';
  if (media > 0 && body.trim() === '') return phrases.smsMedia;
  if (body.trim() === '' || intentOf(body, modes)?.type === 'help') {
    return fill(phrases.help, { modes: modes.help(phrases.tag) });
  }
  try {
    const { text, conversation } = await ask(deps, { messageSid, body }, owner, phrases);
    const whole = fill(phrases.message, { link: `${deps.publicUrl}/talk/${conversation.id}` });
    return smsText(onlyWords + text, whole, voiceTag(conversation.language ?? owner.learner.language));
  } catch (error) {
    if (toAppError(error).code === 'internal') throw error;
    return phrases.failed;
  }
}

async function ask(
  deps: SmsDeps,
  { messageSid, body }: Pick<Sms, 'messageSid' | 'body'>,
  { learner }: NonNullable<Awaited<ReturnType<Calls['linkOf']>>>,
  phrases: Phrases,
): Promise<{ text: string; conversation: Conversation }> {
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
  return { text: text === '' ? phrases.smsLater : text, conversation };
}
