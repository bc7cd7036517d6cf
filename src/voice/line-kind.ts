/**
 * What carries a spoken line. A talk may be open in the app and on a call at once: each has a line of its own, and what was
 * asked over one is answered aloud over that one alone.
 */
export type LineKind = 'app' | 'phone';

/** Where the lines of one kind and the turns that speak over them meet, by conversation. */
export function roomOf(conversationId: string, kind: LineKind | undefined): string {
  return kind === 'phone' ? `${conversationId} phone` : conversationId;
}
