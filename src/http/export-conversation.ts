import type { Conversation } from '../ports/conversation-store.ts';
import type { Message } from '../ports/message-store.ts';
import type { Citation } from '../protocol/common.ts';
import { instant, toConversation, toMessage } from './representations.ts';

/** A conversation to read: who said what, as it was heard, each answer with the passages it comes from. */
export async function* conversationAsMarkdown(
  conversation: Conversation,
  messages: AsyncIterable<Message>,
): AsyncIterable<string> {
  yield `# ${oneLine(conversation.title) || 'Conversation'}\n\n${instant(conversation.createdAt)}\n`;
  for await (const message of messages) {
    const speaker = message.role === 'learner' ? 'You' : 'Tutor';
    const text = message.heardText ?? message.text;
    const ending = message.status === 'complete' || message.role === 'learner' ? '' : `\n\n*(${message.status})*`;
    yield `\n**${speaker}:** ${text}${ending}\n${sources(message.citations)}`;
  }
}

export async function* conversationAsJson(
  conversation: Conversation,
  messages: AsyncIterable<Message>,
): AsyncIterable<string> {
  const head = JSON.stringify(toConversation(conversation));
  let separator = `${head.slice(0, -1)},"messages":[`;
  for await (const message of messages) {
    yield separator + JSON.stringify(toMessage(message));
    separator = ',';
  }
  yield separator === ',' ? ']}\n' : `${separator}]}\n`;
}

function sources(citations: Citation[]): string {
  if (citations.length === 0) return '';
  const lines = citations.map(({ n, title, page, quote }) => {
    const place = page === undefined ? oneLine(title) : `${oneLine(title)}, p. ${page}`;
    return `> [${n}] ${place}: “${oneLine(quote)}”\n`;
  });
  return `\n${lines.join('>\n')}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
