import { pino } from 'pino';
import { type AccountsOptions, createAccounts } from '../../src/accounts/create-accounts.ts';
import { argon2Hasher } from '../../src/adapters/argon2/password-hasher.ts';
import { createMemoryRateLimiter } from '../../src/adapters/memory/rate-limiter.ts';
import { createMemorySignals } from '../../src/adapters/memory/signals.ts';
import { createEvents } from '../../src/events.ts';
import type { Signal } from '../../src/ports/signals.ts';
import { openTestDatabase } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';

export const PASSWORD = 'correct horse battery';
export const PHONE = { userAgent: 'Phone', address: '198.51.100.7' };
export const LAPTOP = { userAgent: 'Laptop', address: '203.0.113.9' };

/** Accounts over a database of their own, real hashing, and a clock that the test moves. */
export async function openAccounts(options: Partial<AccountsOptions> = {}) {
  const database = await openTestDatabase('sqlite');
  const clock = new FakeClock();
  const logger = pino({ level: 'silent' });
  const signals = createMemorySignals({ logger });
  const heard: Signal[] = [];
  signals.subscribe((signal) => heard.push(signal));
  const accounts = createAccounts({
    stores: database.stores,
    hasher: argon2Hasher,
    limiter: createMemoryRateLimiter(clock),
    signals,
    clock,
    events: createEvents(logger).accounts,
    logger,
    signUp: 'open',
    adminEmails: [],
    ...options,
  });
  return {
    ...accounts,
    stores: database.stores,
    database: database.database,
    clock,
    /** What sockets were told. */
    heard,
    /** Makes an account as on a phone. */
    signUpAs: (email: string, invite?: string) =>
      accounts.signUp({ name: 'Ada', email, password: PASSWORD, invite }, PHONE),
    [Symbol.asyncDispose]: () => database.drop(),
  };
}
