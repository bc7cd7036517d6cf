import type Anthropic from '@anthropic-ai/sdk';
import type { ModelEvent, PromptUse, TokenUsage } from '../../ports/language-model.ts';
import { cutOff } from './errors.ts';
import { type CountedTokens, costUsd } from './families.ts';
import type { ReadAhead } from './read-ahead.ts';
import type { ThinkingMemory } from './thinking-memory.ts';

type Event = Anthropic.RawMessageStreamEvent;
type Stop = Extract<ModelEvent, { type: 'stop' }>['reason'];

const STOPS: Record<Anthropic.StopReason, Stop> = {
  end_turn: 'end',
  stop_sequence: 'end',
  pause_turn: 'end',
  max_tokens: 'max_tokens',
  model_context_window_exceeded: 'max_tokens',
  tool_use: 'tool_call',
  refusal: 'refusal',
};

export interface AnswerReading {
  thoughts: ThinkingMemory;
  /** Each event as it comes; `isContent`: the model has begun to work on its answer, which pings and the message's head do not tell. */
  onEvent(isContent: boolean): void;
  /** What the message's head counts. */
  onPrompt?: ((prompt: PromptUse) => void) | undefined;
}

/**
 * Turns the API's events into the port's, as fast as they come, and ends `said` with the last or with what went wrong.
 * Citations come out when their block ends, after all of its text, wherever in the block they were sent. Fails with
 * `model_cut_off` when the stream ends without a `message_stop`.
 */
export async function readAnswer(events: AsyncIterable<Event>, said: ReadAhead, reading: AnswerReading): Promise<void> {
  const answer = new Answer(reading.thoughts, reading.onPrompt);
  let complete = false;
  try {
    for await (const event of events) {
      reading.onEvent(isContent(event));
      for (const part of answer.take(event)) said.push(part);
      // Reading goes on to the end of the response: leaving it half read would cost the kept connection.
      if (event.type === 'message_stop') complete = true;
    }
    said.end(complete ? {} : { error: cutOff() });
  } catch (error) {
    // A complete answer is good even if its connection breaks afterwards.
    said.end(complete ? {} : { error });
  }
}

function isContent(event: Event): boolean {
  return event.type === 'content_block_start' || event.type === 'content_block_delta';
}

class Answer {
  readonly #thoughts: ThinkingMemory;
  readonly #onPrompt: ((prompt: PromptUse) => void) | undefined;
  #model = '';
  #tokens: CountedTokens = { input: 0, cacheWrite: 0, cacheRead: 0, output: 0 };
  #citations: ModelEvent[] = [];
  #call: { id: string; name: string; json: string } | undefined;
  #thinking: Anthropic.ThinkingBlockParam | undefined;
  #thoughtSoFar: (Anthropic.ThinkingBlockParam | Anthropic.RedactedThinkingBlockParam)[] = [];
  #stop: Stop = 'end';

  constructor(thoughts: ThinkingMemory, onPrompt: ((prompt: PromptUse) => void) | undefined) {
    this.#thoughts = thoughts;
    this.#onPrompt = onPrompt;
  }

  *take(event: Event): Generator<ModelEvent> {
    switch (event.type) {
      case 'message_start':
        this.#model = event.message.model;
        this.#count(event.message.usage);
        this.#onPrompt?.({ ...this.#used(), outputTokenUsd: this.#outputTokenUsd() });
        return;
      case 'content_block_start':
        yield* this.#begin(event.content_block);
        return;
      case 'content_block_delta':
        yield* this.#grow(event.delta);
        return;
      case 'content_block_stop':
        yield* this.#finish();
        return;
      case 'message_delta':
        this.#count(event.usage);
        if (event.delta.stop_reason) this.#stop = STOPS[event.delta.stop_reason] ?? 'end';
        return;
      case 'message_stop':
        yield { type: 'usage', ...this.#used() };
        yield { type: 'stop', reason: this.#stop };
    }
  }

  *#begin(block: Anthropic.RawContentBlockStartEvent['content_block']): Generator<ModelEvent> {
    if (block.type === 'text' && block.text !== '') yield { type: 'text', text: block.text };
    if (block.type === 'tool_use') this.#call = { id: block.id, name: block.name, json: '' };
    if (block.type === 'thinking')
      this.#thinking = { type: 'thinking', thinking: block.thinking, signature: block.signature };
    if (block.type === 'redacted_thinking') this.#thoughtSoFar.push({ type: 'redacted_thinking', data: block.data });
  }

  *#grow(delta: Anthropic.RawContentBlockDelta): Generator<ModelEvent> {
    if (delta.type === 'text_delta' && delta.text !== '') yield { type: 'text', text: delta.text };
    if (delta.type === 'input_json_delta' && this.#call) this.#call.json += delta.partial_json;
    if (delta.type === 'citations_delta' && delta.citation.type === 'search_result_location') {
      const { source, cited_text } = delta.citation;
      this.#citations.push({ type: 'citation', passageId: source, quote: cited_text });
    }
    if (delta.type === 'thinking_delta' && this.#thinking) this.#thinking.thinking += delta.thinking;
    if (delta.type === 'signature_delta' && this.#thinking) this.#thinking.signature += delta.signature;
  }

  *#finish(): Generator<ModelEvent> {
    yield* this.#citations.splice(0);
    if (this.#thinking) this.#thoughtSoFar.push(this.#thinking);
    this.#thinking = undefined;
    if (!this.#call) return;
    const { id, name, json } = this.#call;
    this.#call = undefined;
    this.#thoughts.keep(id, this.#thoughtSoFar.splice(0));
    yield { type: 'tool_call', id, name, input: parsed(json) };
  }

  /** Counts are cumulative; local servers leave some out. */
  #count(usage: Partial<Anthropic.MessageDeltaUsage> | Partial<Anthropic.Usage>): void {
    const before = this.#tokens;
    this.#tokens = {
      input: usage.input_tokens ?? before.input,
      cacheWrite: usage.cache_creation_input_tokens ?? before.cacheWrite,
      cacheRead: usage.cache_read_input_tokens ?? before.cacheRead,
      output: usage.output_tokens ?? before.output,
    };
  }

  #used(): { usage: TokenUsage; costUsd: number; model: string } {
    const { input, cacheWrite, cacheRead, output } = this.#tokens;
    const usage = { inputTokens: input + cacheWrite, outputTokens: output, cachedTokens: cacheRead };
    return { usage, costUsd: costUsd(this.#model, this.#tokens), model: this.#model };
  }

  /** A long prompt makes the answer dearer as well. */
  #outputTokenUsd(): number {
    const prompt = { ...this.#tokens, output: 0 };
    return costUsd(this.#model, { ...prompt, output: 1 }) - costUsd(this.#model, prompt);
  }
}

/** Undefined for JSON that is broken or cut: whoever runs the tool refuses it and tells the model. */
function parsed(json: string): unknown {
  try {
    return json === '' ? {} : JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
