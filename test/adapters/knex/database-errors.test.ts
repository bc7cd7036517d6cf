import { describe, expect, it } from 'vitest';
import { translateDatabaseError, translatingErrors } from '../../../src/adapters/knex/database-errors.ts';
import { AppError, notFound } from '../../../src/errors.ts';

function errorWith(code: string, message = 'insert into …'): Error {
  return Object.assign(new Error(message), { code });
}

describe('errors of the database', () => {
  it.each([
    '08006',
    '40001',
    '40P01',
    '53300',
    '55P03',
    '57P01',
    '57014',
    'SQLITE_BUSY',
    'SQLITE_BUSY_SNAPSHOT',
    'SQLITE_FULL',
    'SQLITE_IOERR_WRITE',
    'ECONNREFUSED',
    'ECONNRESET',
    'ETIMEDOUT',
    'EPIPE',
  ])('say that it does not answer: %s', (code) => {
    const cause = errorWith(code);
    const translated = translateDatabaseError(cause);
    expect(translated).toBeInstanceOf(AppError);
    expect(translated).toMatchObject({ code: 'database_unavailable', status: 503, retryable: true, cause });
  });

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Knex: Timeout acquiring a connection. The pool is probably full.',
    'Unable to acquire a connection',
    'The database connection is not open',
  ])('say so without a code: %s', (message) => {
    expect(translateDatabaseError(new Error(message))).toMatchObject({ code: 'database_unavailable' });
  });

  it.each(['23505', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY'])('say that it exists: %s', (code) => {
    expect(translateDatabaseError(errorWith(code))).toMatchObject({ code: 'already_exists', status: 409 });
  });

  it.each(['23503', 'SQLITE_CONSTRAINT_FOREIGNKEY'])('say that its owner is gone: %s', (code) => {
    expect(translateDatabaseError(errorWith(code))).toMatchObject({ code: 'not_found', status: 404 });
  });

  it('stay as they are when they are defects, or ours already', () => {
    const own = notFound('conversation');
    for (const error of [own, errorWith('42601'), errorWith('SQLITE_ERROR'), new TypeError('x'), 'text', undefined]) {
      expect(translateDatabaseError(error)).toBe(error);
    }
  });

  it('are translated in every method of a store, thrown at once or later', async () => {
    const store = translatingErrors({
      name: 'store',
      async later() {
        throw errorWith('57P01');
      },
      atOnce(): Promise<void> {
        throw errorWith('23505');
      },
      async fine(value: number) {
        return value + 1;
      },
    });
    await expect(store.later()).rejects.toMatchObject({ code: 'database_unavailable' });
    await expect(store.atOnce()).rejects.toMatchObject({ code: 'already_exists' });
    expect(await store.fine(1)).toBe(2);
    expect(store.name).toBe('store');
  });
});
