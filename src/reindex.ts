import { existsSync } from 'node:fs';
import { loadConfig } from './config/config.ts';
import { ConfigError } from './config/config-error.ts';
import { reindex } from './context/reindex.ts';
import { AppError } from './errors.ts';
import { createLogger } from './logger.ts';

/** `npm run reindex`: makes the full-text index and all vectors anew from the database, with the server running or stopped. */
const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort(new Error(signal)));
try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = loadConfig(process.env);
  await reindex({
    config,
    logger: createLogger({ level: 'error', pretty: false }),
    say: (line) => process.stdout.write(`${line}\n`),
    signal: stopping.signal,
  });
} catch (error) {
  const expected = error instanceof ConfigError || error instanceof AppError || stopping.signal.aborted;
  if (!expected) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  const message = stopping.signal.aborted ? 'Stopped; begin again, or let the server go on.' : reason;
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
