import type { ChatMessage } from '../ports/language-model.ts';
import { estimateTokens } from './tokens.ts';
import type { HistoryItem } from './tutor.ts';

/** Estimated tokens of earlier talk that the model is shown: some fifteen minutes. */
export const HISTORY_TOKENS = 4000;
/** Stands at the end of a reply that the learner did not hear to its end; the rules explain it. */
export const INTERRUPTED_MARK = '[interrupted]';

/**
 * The talk so far as the model sees it: the latest messages that fit the budget, none left out between them, beginning with
 * the learner's, and with messages of the same side joined.
 */
export function toMessages(history: readonly HistoryItem[], budget = HISTORY_TOKENS): ChatMessage[] {
  const messages: ChatMessage[] = [];
  for (const item of latestWithin(history, budget)) {
    const role = item.role === 'learner' ? 'user' : 'assistant';
    if (role === 'assistant' && messages.length === 0) continue;
    append(messages, { role, content: [{ type: 'text', text: textOf(item) }] });
  }
  return messages;
}

/** Adds a message, joining it to the last one when both are of the same side. */
export function append(messages: ChatMessage[], message: ChatMessage): void {
  const last = messages.at(-1);
  if (last?.role === message.role) last.content.push(...message.content);
  else messages.push({ role: message.role, content: [...message.content] });
}

function latestWithin(history: readonly HistoryItem[], budget: number): HistoryItem[] {
  const spoken = history.filter(({ text }) => text.trim() !== '');
  let left = budget;
  let from = spoken.length;
  while (from > 0) {
    left -= estimateTokens(spoken[from - 1]?.text ?? '');
    if (left < 0) break;
    from -= 1;
  }
  return spoken.slice(from);
}

function textOf(item: HistoryItem): string {
  return item.role === 'tutor' && item.interrupted ? `${item.text.trimEnd()} ${INTERRUPTED_MARK}` : item.text;
}
