import type { PhoneLinks } from '../accounts/phone-links.ts';
import type { Logger } from '../logger.ts';
import type { Signals } from '../ports/signals.ts';

interface AccessListener {
  /** The number was unlinked, or the account deleted, on whatever node. */
  onGone: () => void;
  /** This conversation of the learner's was deleted. */
  onDeleted: (conversationId: string) => void;
}

interface Follower extends AccessListener {
  learnerId: string;
  phone: string;
}

/** Whether callers may still use the accounts that their numbers opened. */
export interface CallAccess {
  /** @returns the function that ends it */
  follow(learnerId: string, phone: string, listener: AccessListener): () => void;
  /** Whether this number opens this learner's account now. */
  holds(learnerId: string, phone: string): Promise<boolean>;
}

export interface CallAccessDeps {
  phoneLinks: Pick<PhoneLinks, 'owner'>;
  signals: Signals;
  logger: Logger;
}

/** Follows the calls of this node. `close` ends listening for what happens to accounts. */
export function createCallAccess({ phoneLinks, signals, logger }: CallAccessDeps): CallAccess & { close(): void } {
  const followers = new Set<Follower>();

  const holds = async (learnerId: string, phone: string): Promise<boolean> =>
    (await phoneLinks.owner(phone))?.learner.id === learnerId;

  const lookAgain = async (follower: Follower): Promise<void> => {
    if (followers.has(follower) && !(await holds(follower.learnerId, follower.phone))) follower.onGone();
  };

  const tellDeleted = (learnerId: string, conversationId: string): void => {
    for (const follower of followers) if (follower.learnerId === learnerId) follower.onDeleted(conversationId);
  };

  const unsubscribe = signals.subscribe((signal) => {
    if (signal.type === 'deleted' && signal.conversationId !== undefined) {
      tellDeleted(signal.learnerId, signal.conversationId);
    }
    // An account that is gone has neither numbers nor sign-ins; one sign-in that ended is nobody's call.
    const concerns = signal.type === 'unlinked' || (signal.type === 'signed_out' && signal.credentialId === undefined);
    if (!concerns) return;
    for (const follower of followers) {
      if (follower.learnerId !== signal.learnerId) continue;
      lookAgain(follower).catch((error: unknown) =>
        logger.error({ err: error }, 'it could not be seen whether a call may go on'),
      );
    }
  });

  return {
    follow(learnerId, phone, listener) {
      const follower = { ...listener, learnerId, phone };
      followers.add(follower);
      return () => void followers.delete(follower);
    },
    holds,
    close: unsubscribe,
  };
}
