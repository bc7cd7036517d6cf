import { Socket } from 'node:net';
import type { Knex } from 'knex';
import pg from 'pg';
import type { DatabaseConfig } from '../../config/config.ts';

const POOL_SIZE = 10;
/** int8 and numeric: times in ms, counts and sums all fit into a double exactly. */
const NUMERIC_TYPES = new Set([20, 1700]);

/** The server ends a statement after this time. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** Longer than any statement may take: who says nothing for so long is gone, whatever the network pretends. */
const SILENCE_MS = STATEMENT_TIMEOUT_MS + 5000;

/**
 * A pool whose queries give up after 30 s and whose connections notice a dead server.
 * @param silenceMs a connection that brings nothing for so long is given up with what waits on it; 0: never
 */
export function postgresConfig(
  config: Extract<DatabaseConfig, { kind: 'postgres' }>,
  silenceMs = SILENCE_MS,
): Knex.Config {
  return {
    client: 'pg',
    connection: {
      connectionString: config.url,
      application_name: 'learning-voice-agent',
      connectionTimeoutMillis: 5000,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      keepAlive: true,
      stream: () => openSocket(silenceMs),
      types: { getTypeParser },
    },
    acquireConnectionTimeout: 10_000,
    pool: { min: 0, max: POOL_SIZE },
  };
}

/** A network that went silent without a word leaves a query waiting for ever; the kernel would take a quarter of an hour. */
function openSocket(silenceMs: number): Socket {
  const socket = new Socket();
  socket.setTimeout(silenceMs, () => {
    socket.destroy(Object.assign(new Error('PostgreSQL said nothing for too long.'), { code: 'ETIMEDOUT' }));
  });
  return socket;
}

/** Numbers come back as numbers, here only: another user of `pg` in this process keeps its own parsers. */
function getTypeParser(oid: number, format: string) {
  if (NUMERIC_TYPES.has(oid)) return Number;
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text');
}
