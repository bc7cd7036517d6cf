import type Anthropic from '@anthropic-ai/sdk';

type Thinking = Anthropic.ThinkingBlockParam | Anthropic.RedactedThinkingBlockParam;

/** Tool calls whose thinking is kept; a turn makes at most a handful, and asks again within seconds. */
const KEPT_CALLS = 256;

/**
 * What a model thought before it called a tool. Models that always think want it back, unchanged, with the tool's result;
 * nobody else needs to see it, so it stays here instead of travelling through the port.
 */
export class ThinkingMemory {
  readonly #byCall = new Map<string, Thinking[]>();

  keep(toolCallId: string, thinking: Thinking[]): void {
    if (thinking.length === 0) return;
    this.#byCall.set(toolCallId, thinking);
    for (const oldest of this.#byCall.keys()) {
      if (this.#byCall.size <= KEPT_CALLS) break;
      this.#byCall.delete(oldest);
    }
  }

  before(toolCallId: string): Thinking[] {
    return this.#byCall.get(toolCallId) ?? [];
  }
}
