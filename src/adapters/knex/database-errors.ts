import { AppError, unavailable } from '../../errors.ts';

/** SQLSTATE classes in which the server, not the statement, is at fault; and what Node's sockets say. */
const UNAVAILABLE_CODES = [
  /^08/, // connection exceptions
  /^40/, // serialization failure, deadlock: the same transaction may pass next time
  /^53/, // insufficient resources
  /^55P03$/, // lock not available
  /^57/, // cancelled, or the server is shutting down
  /^58/, // system error
  /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN)/,
  /^E(CONN\w+|PIPE|TIMEDOUT|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH)$/,
];
/** Errors of pg and of knex's pool that carry no code. */
const UNAVAILABLE_MESSAGES =
  /Connection terminated|Client has encountered a connection error|Timeout acquiring a connection|Unable to acquire a connection|timeout expired|database connection is not open/i;
const UNIQUE_CODES = /^(23505|SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY))$/;
const FOREIGN_KEY_CODES = /^(23503|SQLITE_CONSTRAINT_FOREIGNKEY)$/;

/**
 * A thrown value in the project's own words: `database_unavailable` (503, retryable), `already_exists` (409), `not_found` (404,
 * the row that it belongs to is gone). Anything else is a defect and stays as it is.
 */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (UNAVAILABLE_CODES.some((pattern) => pattern.test(code)) || UNAVAILABLE_MESSAGES.test(error.message)) {
    return unavailable('database_unavailable', 'The database does not answer right now.', error);
  }
  if (UNIQUE_CODES.test(code)) {
    return new AppError({ code: 'already_exists', status: 409, message: 'This exists already.', cause: error });
  }
  if (FOREIGN_KEY_CODES.test(code)) {
    return new AppError({ code: 'not_found', status: 404, message: 'What this belongs to is gone.', cause: error });
  }
  return error;
}

/** The same store, whose methods throw translated errors. Every method of a store returns a promise. */
export function translatingErrors<T extends object>(store: T): T {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return async (...parameters: unknown[]): Promise<unknown> => {
        try {
          return await Reflect.apply(member, target, parameters);
        } catch (error) {
          throw translateDatabaseError(error);
        }
      };
    },
  });
}
