import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';

const TextBlock = z.looseObject({ type: z.literal('text'), text: z.string().min(1) });
const SearchResult = z.looseObject({
  type: z.literal('search_result'),
  source: z.string(),
  title: z.string(),
  content: z.array(TextBlock).min(1),
  citations: z.looseObject({ enabled: z.boolean() }).optional(),
});
export type SearchResult = z.infer<typeof SearchResult>;
const ToolUse = z.looseObject({ type: z.literal('tool_use'), id: z.string(), name: z.string(), input: z.unknown() });
const ToolResult = z.looseObject({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  content: z.union([z.string(), z.array(z.union([TextBlock, SearchResult]))]).optional(),
  is_error: z.boolean().optional(),
});
const Thinking = z.looseObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string().min(1) });
const Image = z.looseObject({
  type: z.literal('image'),
  source: z.looseObject({
    type: z.literal('base64'),
    media_type: z.enum(['image/jpeg', 'image/png', 'image/gif', 'image/webp']),
    data: z.base64().min(1),
  }),
});
const Block = z.union([TextBlock, Image, SearchResult, ToolUse, ToolResult, Thinking]);
export type Block = z.infer<typeof Block>;

const Message = z.looseObject({
  role: z.enum(['user', 'assistant']),
  content: z.union([z.string().min(1), z.array(Block).min(1)]),
});

/** The part of a Messages request that the fake understands; anything else is kept as it came. */
export const MessagesBody = z.looseObject({
  model: z.string().min(1),
  max_tokens: z.int().positive(),
  messages: z.array(Message).min(1),
  system: z
    .union([
      z.string(),
      z.array(
        z.looseObject({ type: z.literal('text'), text: z.string().min(1), cache_control: z.unknown().optional() }),
      ),
    ])
    .optional(),
  stream: z.boolean().optional(),
  tools: z.array(z.looseObject({ name: z.string() })).optional(),
  thinking: z.looseObject({ type: z.string() }).optional(),
  output_config: z.looseObject({ effort: z.string().optional() }).optional(),
});
export type MessagesBody = z.infer<typeof MessagesBody>;

/** Whether it asks for a follow-up question in other words. */
export function isRewrite({ system }: MessagesBody): boolean {
  return Array.isArray(system) && system.some(({ text }) => text.startsWith('REWRITE THE LAST QUESTION'));
}

/** A request as the fake saw it. */
export interface RecordedRequest {
  id: string;
  headers: IncomingHttpHeaders;
  body: MessagesBody;
  /** When its head had come (performance.now). */
  arrivedAt: number;
  /** Resolves when the connection of this request is over: answered, cut, or left by the client. */
  closed: Promise<void>;
  /** True once the client has left before the answer was complete. */
  abandoned: boolean;
}

/** Content of a message as blocks, whichever of the two forms it came in. */
export function blocksOf(message: MessagesBody['messages'][number]): Block[] {
  return typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
}

/** Every search result of a request in the order of `search_result_index`: over messages and tool results alike. */
export function searchResultsOf(body: MessagesBody): SearchResult[] {
  return body.messages.flatMap(blocksOf).flatMap((block): SearchResult[] => {
    if (block.type === 'search_result') return [block];
    if (block.type !== 'tool_result' || !Array.isArray(block.content)) return [];
    return block.content.filter((inner) => inner.type === 'search_result');
  });
}

/** What the learner wrote last: the text blocks of the last user message, joined. */
export function lastUserText(body: MessagesBody): string {
  const texts = body.messages
    .filter((message) => message.role === 'user')
    .map((message) => blocksOf(message).flatMap((block) => (block.type === 'text' ? [block.text] : [])));
  return texts.findLast((parts) => parts.length > 0)?.join('\n') ?? '';
}

/** What the real API would refuse with 400; undefined for a request that it would take. */
export function objectionTo(headers: IncomingHttpHeaders, body: unknown): string | undefined {
  if (!headers['anthropic-version']) return 'anthropic-version: header is required';
  const parsed = MessagesBody.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `${issue?.path.join('.')}: ${issue?.message}`;
  }
  const { messages } = parsed.data;
  if (messages[0]?.role !== 'user') return 'messages: first message must use the "user" role';
  if (messages.at(-1)?.role === 'assistant') return 'This model does not support assistant message prefill.';
  return unansweredToolUse(parsed.data);
}

function unansweredToolUse({ messages }: MessagesBody): string | undefined {
  for (const [at, message] of messages.entries()) {
    const asked = blocksOf(message).flatMap((block) => (block.type === 'tool_use' ? [block.id] : []));
    const next = messages[at + 1];
    const answered = next
      ? blocksOf(next).flatMap((block) => (block.type === 'tool_result' ? [block.tool_use_id] : []))
      : [];
    const missing = asked.find((id) => !answered.includes(id));
    if (missing) return `messages.${at + 1}: tool_use ids were found without tool_result blocks: ${missing}`;
  }
  return undefined;
}
