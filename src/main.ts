import { existsSync } from 'node:fs';
import { type Config, loadConfig } from './config/config.ts';
import { ConfigError } from './config/config-error.ts';
import { type Context, createContext } from './context.ts';
import { AppError } from './errors.ts';

/** Longest time that running turns get to end after SIGTERM. */
const DRAIN_MS = 20_000;

function readConfig(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return loadConfig(process.env);
}

/** Ends the process on SIGTERM or SIGINT: turns end, sockets are told to come back, children stop, then exit 0. */
function exitOnSignal(context: Context): void {
  const exit = async (signal: string) => {
    context.logger.info({ signal }, 'stopping');
    await context.drain(DRAIN_MS);
    await context[Symbol.asyncDispose]();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      exit(signal).catch((error: unknown) => {
        context.logger.fatal({ err: error }, 'could not stop cleanly');
        process.exit(1);
      });
    });
  }
}

/** Opens the doors; where they can't be opened, nothing stays behind, such as a Chroma of its own. */
async function listening(context: Context): Promise<string> {
  try {
    return await context.listen();
  } catch (error) {
    await context[Symbol.asyncDispose]();
    throw error;
  }
}

try {
  const context = await createContext(readConfig());
  exitOnSignal(context);
  const url = await listening(context);
  context.logger.info({ url, startupMs: Math.round(performance.now()) }, 'ready');
  if (context.config.environment !== 'production') process.stdout.write(`\n  Learning Voice Agent: ${url}\n\n`);
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof AppError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
