/** A passage given to the model as data that it may cite. */
export interface PassageContent {
  type: 'passage';
  passageId: string;
  title: string;
  text: string;
  /** Units that can be cited by themselves (sentences); joined they are `text`. The whole of it when left out. */
  parts?: string[];
}

export type ChatContent =
  | { type: 'text'; text: string }
  /** For models that see; others refuse it with `model_bad_request`. */
  | { type: 'image'; mediaType: 'image/jpeg'; data: Uint8Array }
  | PassageContent
  | { type: 'tool_call'; id: string; name: string; input: unknown }
  | { type: 'tool_result'; id: string; content: (PassageContent | { type: 'text'; text: string })[]; failed?: boolean };

export interface ChatMessage {
  role: 'user' | 'assistant';
  content: ChatContent[];
}

export interface ToolDefinition {
  name: string;
  description: string;
  /** JSON Schema of the input object. */
  inputSchema: Record<string, unknown>;
}

export interface ChatRequest {
  /** Stable blocks first; a block marked `cache` ends a prefix worth caching. */
  system: { text: string; cache: boolean }[];
  messages: ChatMessage[];
  tools?: ToolDefinition[];
  maxTokens: number;
  /**
   * Called as soon as the prompt has been counted, before the first event, and again for every further attempt. Beside the
   * stream, as a request that fails or is left before its first event has been paid for all the same.
   */
  onPrompt?: (prompt: PromptUse) => void;
}

export interface TokenUsage {
  inputTokens: number;
  outputTokens: number;
  cachedTokens: number;
}

/** What a request has used before its first word, and what each token of its answer will add. */
export interface PromptUse {
  model: string;
  usage: TokenUsage;
  costUsd: number;
  outputTokenUsd: number;
}

export type ModelEvent =
  | { type: 'text'; text: string }
  /** The text since the last citation, or the start, is backed by these words of this passage. */
  | { type: 'citation'; passageId: string; quote: string }
  | { type: 'tool_call'; id: string; name: string; input: unknown }
  | { type: 'usage'; usage: TokenUsage; costUsd: number; model: string }
  | { type: 'stop'; reason: 'end' | 'max_tokens' | 'tool_call' | 'refusal' };

/**
 * A model that answers in a stream. Throws AppError: `model_rate_limited` (429, retryAfter), `model_overloaded`,
 * `model_unreachable`, `model_cut_off` (stream ended early), `model_refused_key`, `model_bad_request`, `model_timeout`.
 */
export interface LanguageModel {
  /** Name for logs and records. */
  readonly id: string;
  stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
  /** A question is about to be asked: a connection may be opened, where that costs nothing. Never rejects. */
  warm?(): Promise<void>;
}
