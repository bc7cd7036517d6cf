import { z } from 'zod';
import { INTERRUPTED_MARK } from '../src/tutor/history.ts';

/** What was told as heard of one turn. */
export interface ToldTurn {
  turnId: string;
  heard: string;
}

const StoredMessages = z.object({
  messages: z.array(z.object({ turnId: z.string(), role: z.string(), heardText: z.string().optional() })),
  nextCursor: z.string().optional(),
});

/** How many of these turns are stored with other words than were told as heard. */
export async function storedOtherwise(
  url: string,
  token: string,
  conversationId: string,
  turns: readonly ToldTurn[],
): Promise<number> {
  const stored = new Map<string, string | undefined>();
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ limit: '100', ...(cursor === undefined ? {} : { cursor }) });
    const address = `${url}/api/conversations/${conversationId}/messages?${query}`;
    const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`the messages could not be read: ${answer.status}`);
    const page = StoredMessages.parse(await answer.json());
    for (const { turnId, role, heardText } of page.messages) if (role === 'tutor') stored.set(turnId, heardText);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return turns.filter(({ turnId, heard }) => stored.get(turnId) !== heard).length;
}

/**
 * Holds what the model was told that the tutor had said against what was heard in each talk.
 * @param contexts of each request: the tutor's words before it
 * @returns requests with other words than were heard, and answers that no request came after with just what was heard of them
 */
export function toldOtherwise(
  contexts: readonly string[][],
  talks: readonly (readonly ToldTurn[])[],
): { wrong: number; missing: number } {
  const heard = talks.map((turns) =>
    turns.flatMap((turn) => (turn.heard.trim() === '' ? [] : [`${turn.heard.trimEnd()} ${INTERRUPTED_MARK}`])),
  );
  const followed = heard.map(() => new Set<number>());
  let wrong = 0;
  for (const context of contexts.filter(({ length }) => length > 0)) {
    let known = false;
    for (const [talk, texts] of heard.entries()) {
      for (const end of endsOf(context, texts)) {
        known = true;
        followed[talk]?.add(end);
      }
    }
    if (!known) wrong += 1;
  }
  // Nothing was asked after the last of a talk.
  const missing = heard.map(({ length }, talk) => Math.max(0, length - 1 - (followed[talk]?.size ?? 0)));
  return { wrong, missing: missing.reduce((sum, count) => sum + count, 0) };
}

/** Where this stands in a talk: the places of its last text. */
function endsOf(context: readonly string[], texts: readonly string[]): number[] {
  return [...texts.keys()].filter(
    (end) =>
      end + 1 >= context.length && context.every((text, place) => texts[end + 1 - context.length + place] === text),
  );
}
