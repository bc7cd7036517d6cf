import type Anthropic from '@anthropic-ai/sdk';
import type {
  ChatContent,
  ChatMessage,
  ChatRequest,
  PassageContent,
  ToolDefinition,
} from '../../ports/language-model.ts';
import { isClaude, lowLatencySettings } from './families.ts';
import type { ThinkingMemory } from './thinking-memory.ts';

const EPHEMERAL = { type: 'ephemeral' } as const;

/** How the parts of one request are put: what was thought before each tool call, and how passages travel. */
interface Putting {
  thoughts: ThinkingMemory;
  passage: (passage: PassageContent) => Anthropic.SearchResultBlockParam | Anthropic.TextBlockParam;
}

/**
 * The request in the words of the Messages API. Passages become search results with citations. Other models behind the
 * same API are not trusted to read those: Ollama and vLLM leave them out without a word, so there they are marked text.
 */
export function toParams(
  model: string,
  request: ChatRequest,
  thoughts: ThinkingMemory,
): Anthropic.MessageCreateParamsStreaming {
  const putting = { thoughts, passage: isClaude(model) ? toSearchResult : toMarkedText };
  return {
    model,
    max_tokens: request.maxTokens,
    stream: true,
    system: request.system.map(({ text, cache }) => ({
      type: 'text',
      text,
      ...(cache ? { cache_control: EPHEMERAL } : {}),
    })),
    messages: request.messages.map((message) => toMessage(message, putting)),
    ...(request.tools && request.tools.length > 0 ? { tools: request.tools.map(toTool) } : {}),
    ...lowLatencySettings(model),
  };
}

function toMessage(message: ChatMessage, putting: Putting): Anthropic.MessageParam {
  return { role: message.role, content: message.content.flatMap((content) => toBlocks(content, putting)) };
}

function toBlocks(content: ChatContent, putting: Putting): Anthropic.ContentBlockParam[] {
  switch (content.type) {
    case 'text':
      return [{ type: 'text', text: content.text }];
    case 'image':
      return [{ type: 'image', source: toSource(content) }];
    case 'passage':
      return [putting.passage(content)];
    case 'tool_call':
      return [
        ...putting.thoughts.before(content.id),
        { type: 'tool_use', id: content.id, name: content.name, input: toInput(content.input) },
      ];
    case 'tool_result':
      return [
        {
          type: 'tool_result',
          tool_use_id: content.id,
          content: content.content.map((item) =>
            item.type === 'passage' ? putting.passage(item) : ({ type: 'text', text: item.text } as const),
          ),
          ...(content.failed ? { is_error: true } : {}),
        },
      ];
  }
}

function toSource({ mediaType, data }: Extract<ChatContent, { type: 'image' }>): Anthropic.Base64ImageSource {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return { type: 'base64', media_type: mediaType, data: bytes.toString('base64') };
}

/** Each part is a block of its own: a citation names whole blocks, so that sentences can be cited and not only passages. */
function toSearchResult(passage: PassageContent): Anthropic.SearchResultBlockParam {
  const parts = passage.parts && passage.parts.length > 0 ? passage.parts : [passage.text];
  return {
    type: 'search_result',
    source: passage.passageId,
    title: passage.title,
    content: parts.map((text) => ({ type: 'text', text })),
    citations: { enabled: true },
  };
}

/** As JSON, so that nothing in a passage can end the quotation and go on as if it were the learner. */
function toMarkedText({ title, text }: PassageContent): Anthropic.TextBlockParam {
  return { type: 'text', text: `Search result, quoted as data: ${JSON.stringify({ title, text })}` };
}

/** The API takes only objects; a call whose JSON was broken is given back as an empty one. */
function toInput(input: unknown): object {
  return typeof input === 'object' && input !== null ? input : {};
}

function toTool(tool: ToolDefinition): Anthropic.Tool {
  return {
    name: tool.name,
    description: tool.description,
    input_schema: { ...tool.inputSchema, type: 'object' },
  };
}
