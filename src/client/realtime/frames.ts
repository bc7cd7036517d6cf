import { z } from 'zod';
import { type ConversationEvent, type LoggedEvent, type Ready, ServerEvent } from '../../protocol/server-events.ts';

/** Something that a newer server says: not understood, but its place in the order counts. */
const Unknown = z.object({ offset: z.int().positive() });

/** What has a place in the conversation's order. */
export type Ordered = LoggedEvent | { type: 'unknown'; offset: number };

export type Frame = Ready | (ConversationEvent & { offset?: number | undefined }) | { type: 'unknown'; offset: number };

export function isLogged(frame: Exclude<Frame, Ready>): frame is Ordered {
  return frame.offset !== undefined;
}

/** @returns undefined for what is no frame of this protocol and has no place in the order */
export function readFrame(data: string): Frame | undefined {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    return undefined;
  }
  const known = ServerEvent.safeParse(json);
  if (known.success) return known.data;
  const placed = Unknown.safeParse(json);
  return placed.success ? { type: 'unknown', offset: placed.data.offset } : undefined;
}
