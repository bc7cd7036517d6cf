import type { Knex } from 'knex';

/** A statement that was carried out, and of which the one who asked for it hears nothing yet. */
interface Held {
  /** Resolves when it was carried out. */
  reached: Promise<void>;
  /** Lets its answer through. */
  letGo(): void;
}

/** Holds the answer of the next statement of this connection whose SQL is like `like`: others can then change what it has read. */
export function holdStatement(knex: Knex, like: RegExp): Held {
  const { client } = knex;
  const { query } = client;
  const reached = Promise.withResolvers<void>();
  const going = Promise.withResolvers<void>();
  client.query = async (connection: unknown, asked: { sql?: string } | string) => {
    const answer = await query.call(client, connection, asked);
    if (!like.test(typeof asked === 'string' ? asked : (asked.sql ?? ''))) return answer;
    client.query = query;
    reached.resolve();
    await going.promise;
    return answer;
  };
  return { reached: reached.promise, letGo: going.resolve };
}
