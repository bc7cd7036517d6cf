import { Counter, type Registry } from 'prom-client';
import type { Logger } from '../logger.ts';

/** Who comes and goes. Never an address: the id is enough to follow somebody who asks for help. */
export function createAccountEvents(registry: Registry, logger: Logger) {
  const log = logger.child({ name: 'accounts' });
  const registers = [registry];
  const signUps = new Counter({ name: 'lva_sign_ups_total', help: 'Accounts made', registers });
  const signIns = new Counter({
    name: 'lva_sign_ins_total',
    help: 'Attempts to sign in by how they ended',
    labelNames: ['outcome'],
    registers,
  });
  const deletions = new Counter({ name: 'lva_account_deletions_total', help: 'Accounts deleted', registers });

  return {
    signedUp(learnerId: string, role: string): void {
      signUps.inc();
      log.info({ learnerId, role }, 'signed up');
    },

    signedIn(learnerId: string): void {
      signIns.inc({ outcome: 'ok' });
      log.info({ learnerId }, 'signed in');
    },

    /** @param outcome `wrong_credentials` or `too_many_attempts`. */
    signInRefused(outcome: string): void {
      signIns.inc({ outcome });
      log.info({ outcome }, 'sign-in refused');
    },

    passwordChanged(learnerId: string): void {
      log.info({ learnerId }, 'password changed');
    },

    deleted(learnerId: string): void {
      deletions.inc();
      log.info({ learnerId }, 'account deleted');
    },

    notCleared(learnerId: string, error: unknown): void {
      log.warn({ learnerId, err: error }, 'what a deleted account had could not be cleared yet');
    },
  };
}

export type AccountEvents = ReturnType<typeof createAccountEvents>;
