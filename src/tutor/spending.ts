import type { ChatRequest, LanguageModel, ModelEvent, PromptUse, TokenUsage } from '../ports/language-model.ts';
import type { Usage } from '../protocol/common.ts';
import { estimateTokens } from './tokens.ts';
import type { AnswerEvent } from './tutor.ts';

/**
 * Use of the model over all requests of an answer, known at any moment. What a finished request used is counted by the
 * model; of one that is under way, or was cut off, the prompt is counted, and the tokens of its answer are estimated from
 * the text that came.
 */
export class Spending {
  #model: string;
  #counted: Usage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0 };
  #underWay: { prompt: PromptUse; text: string } | undefined;

  /** @param model its name until it says how it calls itself. */
  constructor(model: string) {
    this.#model = model;
  }

  /** Cumulative; undefined while nothing was spent. */
  get soFar(): Extract<AnswerEvent, { type: 'usage' }> | undefined {
    const usage = this.usage;
    const isNothing = usage.inputTokens + usage.outputTokens + usage.cachedTokens === 0;
    return isNothing ? undefined : { type: 'usage', model: this.#model, usage };
  }

  get model(): string {
    return this.#model;
  }

  get usage(): Usage {
    if (!this.#underWay) return this.#counted;
    const { prompt, text } = this.#underWay;
    const { outputTokens } = prompt.usage;
    const further = Math.max(0, estimateTokens(text) - outputTokens);
    const usage = { ...prompt.usage, outputTokens: outputTokens + further };
    return sum(this.#counted, usage, prompt.costUsd + further * prompt.outputTokenUsd);
  }

  /** Asks the model. @returns its events, and `prompt` before them, for each attempt whose prompt was counted. */
  async *over(
    model: LanguageModel,
    request: ChatRequest,
    signal: AbortSignal,
  ): AsyncGenerator<ModelEvent | { type: 'prompt' }> {
    let counted = Promise.withResolvers<'prompt'>();
    const onPrompt = (prompt: PromptUse): void => {
      this.#begin(prompt);
      counted.resolve('prompt');
    };
    const events = model.stream({ ...request, onPrompt }, signal)[Symbol.asyncIterator]();
    try {
      const first = events.next();
      while ((await Promise.race([counted.promise, first])) === 'prompt') {
        counted = Promise.withResolvers();
        yield { type: 'prompt' };
      }
      for (let next = await first; !next.done; next = await events.next()) {
        this.#note(next.value);
        yield next.value;
      }
    } finally {
      await events.return?.();
    }
  }

  /** An attempt that failed before this one has spent its prompt. */
  #begin(prompt: PromptUse): void {
    this.#counted = this.usage;
    this.#model = prompt.model;
    this.#underWay = { prompt, text: '' };
  }

  #note(event: ModelEvent): void {
    if (event.type === 'text' && this.#underWay) this.#underWay.text += event.text;
    if (event.type !== 'usage') return;
    this.#model = event.model;
    this.#counted = sum(this.#counted, event.usage, event.costUsd);
    this.#underWay = undefined;
  }
}

function sum(before: Usage, more: TokenUsage, costUsd: number): Usage {
  return {
    inputTokens: before.inputTokens + more.inputTokens,
    outputTokens: before.outputTokens + more.outputTokens,
    cachedTokens: before.cachedTokens + more.cachedTokens,
    costUsd: before.costUsd + costUsd,
  };
}
