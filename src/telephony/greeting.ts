import { toAppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { lastTopic, type TopicDeps } from './call-topics.ts';
import type { Caller } from './calls.ts';
import { fill, type Phrases } from './phrases.ts';

/** What a call is about to begin with, if the caller likes. */
export interface Offer {
  /** What the tutor is asked when it is taken; says all that is needed by itself. */
  question: string;
  /** What it is about, and the offer again, for callers who ask. */
  about: () => Promise<string>;
}

/** Something that a call begins with. */
interface GreetingPart {
  say: string;
  /** Where `say` asks whether to begin with it. */
  offer?: Offer;
}

/**
 * Has something to say at the beginning of a call, or not, in the caller's language. Asked at each call, in order: all that
 * they have to tell is told, and the first offer is made.
 */
export type GreetingSource = (caller: Caller, phrases: Phrases) => Promise<GreetingPart | undefined>;

export interface GreetingDeps {
  greetings: readonly GreetingSource[];
  logger: Logger;
}

/** The first words of a call, and what they offer. */
export async function greetingOf(
  { greetings, logger }: GreetingDeps,
  caller: Caller,
  phrases: Phrases,
): Promise<{ say: string; offer: Offer | undefined }> {
  const asked = greetings.map(async (source) => {
    try {
      return await source(caller, phrases);
    } catch (error) {
      // A call without it is still a call.
      logger.warn({ code: toAppError(error).code }, 'a part of a greeting is missing');
      return undefined;
    }
  });
  const parts = (await Promise.all(asked)).filter((part) => part !== undefined);
  const offered = parts.find((part) => part.offer !== undefined);
  const told = parts.filter((part) => part.offer === undefined).map(({ say }) => say);
  const hello = fill(phrases.hello, { name: caller.learner.name });
  return { say: [hello, ...told, offered?.say ?? phrases.askSubject].join(' '), offer: offered?.offer };
}

/** Offers to go on with the talk that the call continues, by what it was about when it was left. */
export function lastTalk(deps: TopicDeps): GreetingSource {
  return async ({ conversation }, phrases) => {
    const topic = conversation.title === '' ? undefined : await lastTopic(deps, conversation);
    if (topic === undefined) return undefined;
    const { id, learnerId } = conversation;
    return {
      say: fill(phrases.goOn, { topic }),
      offer: {
        question: fill(phrases.goOnQuestion, { topic }),
        about: async () => {
          const said = await deps.messages.recent(learnerId, id, 6);
          const question = said.findLast(({ role }) => role === 'learner')?.text ?? topic;
          return fill(phrases.lastTime, { question: /[.?!…]$/u.test(question) ? question : `${question}.` });
        },
      },
    };
  };
}
