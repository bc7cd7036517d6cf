import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { SESSION_IDLE_MS } from '../../src/accounts/sessions.ts';
import { startSweeps } from '../../src/jobs/sweep-expired.ts';
import { openAccounts } from '../accounts/open-accounts.ts';
import { FakeClock } from '../support/fake-clock.ts';

const HOUR = 60 * 60_000;
const logger = pino({ level: 'silent' });

describe('the sweep of what has run out', () => {
  it('removes sessions that have ended, and no others', async () => {
    await using accounts = await openAccounts();
    await accounts.signUpAs('old@example.org');
    accounts.clock.advance(SESSION_IDLE_MS);
    await accounts.signUpAs('new@example.org');
    const sweeps = [{ what: 'sessions', run: () => accounts.sessions.removeExpired() }];
    const job = startSweeps({ sweeps, clock: accounts.clock, logger });
    await expect.poll(() => accounts.database.knex('sessions').select('*')).toHaveLength(1);
    job.stop();
  });

  it('goes on every hour, also after a failure, and with the other kinds', async () => {
    const clock = new FakeClock();
    const failing = vi.fn(() => Promise.reject(new Error('database away')));
    const working = vi.fn(async () => 0);
    const sweeps = [
      { what: 'a', run: failing },
      { what: 'b', run: working },
    ];
    const job = startSweeps({ sweeps, clock, logger });
    for (let round = 1; round <= 3; round++) {
      await vi.waitFor(() => expect(working).toHaveBeenCalledTimes(round));
      await vi.waitFor(() => {
        clock.advance(HOUR);
        expect(failing).toHaveBeenCalledTimes(round + 1);
      });
    }
    job.stop();
  });

  it('ends when it is stopped', async () => {
    const clock = new FakeClock();
    const run = vi.fn(async () => 0);
    const job = startSweeps({ sweeps: [{ what: 'a', run }], clock, logger });
    job.stop();
    await vi.waitFor(() => expect(run).toHaveBeenCalledOnce());
    clock.advance(10 * HOUR);
    expect(run).toHaveBeenCalledOnce();
  });
});
