import { AsyncLocalStorage } from 'node:async_hooks';
import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** What every line logged inside a request or a turn carries. */
export interface LogContext {
  requestId?: string;
  conversationId?: string;
  turnId?: string;
}

const context = new AsyncLocalStorage<LogContext>();

/** Runs `work` with these ids on every log line it writes, added to those already there. */
export function withLogContext<T>(ids: LogContext, work: () => T): T {
  return context.run({ ...context.getStore(), ...ids }, work);
}

/** The same for much small work one after the other: what it all has in common is made once. */
export function logContext(ids: LogContext): <T>(work: () => T) => T {
  return withLogContext(ids, () => AsyncLocalStorage.snapshot());
}

/** Paths whose values never reach a log: secrets, and what learners say or write. */
const REDACTED_PATHS = ['password', 'token', 'authorization', 'cookie', 'apiKey', 'email', 'text', 'phone'].flatMap(
  (key) => [key, `*.${key}`, `*.*.${key}`],
);

export interface LoggerOptions {
  level: string;
  /** Readable lines for a terminal instead of JSON. */
  pretty: boolean;
  /** Where the lines go, stdout by default; tests pass their own. */
  destination?: DestinationStream;
}

/** The root logger. Children get their name with `logger.child({ name })`. */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    level: options.level,
    redact: { paths: [...REDACTED_PATHS, 'req.headers.cookie', 'req.headers.authorization'], censor: '[redacted]' },
    mixin: () => ({ ...context.getStore() }),
  };
  if (options.destination) return pino(settings, options.destination);
  if (!options.pretty) return pino(settings);
  return pino({
    ...settings,
    transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' } },
  });
}
