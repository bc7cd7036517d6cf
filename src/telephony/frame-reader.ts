import type { z } from 'zod';

/** What came over the socket of a call. */
type Frame<Message> =
  | { kind: 'message'; message: Message }
  /** Well-formed, and of a kind that this server doesn't know: Twilio says more than it documents. */
  | { kind: 'unknown' }
  | { kind: 'unreadable' };

export type FrameReader<Message> = (text: string) => Frame<Message>;

/** @param discriminator the field that names a message's kind */
export function frameReader<Key extends string, Message extends Record<Key, string>>(
  schema: z.ZodDiscriminatedUnion<readonly z.ZodObject<Record<Key, z.ZodLiteral<string>>>[], Key> & z.ZodType<Message>,
  discriminator: Key,
): FrameReader<Message> {
  const kinds = new Set(schema.options.map(({ shape }) => shape[discriminator].value));
  return (text) => {
    const value = parseJson(text);
    const parsed = schema.safeParse(value);
    if (parsed.success) return { kind: 'message', message: parsed.data };
    const kind = kindOf(value, discriminator);
    return { kind: kind === undefined || kinds.has(kind) ? 'unreadable' : 'unknown' };
  };
}

function kindOf(value: unknown, discriminator: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const kind: unknown = new Map<string, unknown>(Object.entries(value)).get(discriminator);
  return typeof kind === 'string' ? kind : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Counted as unreadable.
    return undefined;
  }
}
