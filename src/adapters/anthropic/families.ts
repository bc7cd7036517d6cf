import type Anthropic from '@anthropic-ai/sdk';

/** US dollars a million tokens. */
interface Price {
  input: number;
  cacheWrite: number;
  cacheRead: number;
  output: number;
}

/** What a family of models wants to be asked like, when the answer is to begin at once, and what it costs. */
interface Family {
  prefix: string;
  /** Thinking before the first word costs a talk seconds, so each family gets the least that it accepts. */
  thinking?: Anthropic.ThinkingConfigParam;
  effort?: 'low';
  price: Price;
  /** Above this many input tokens, cached ones included, every token of the request costs `factor` times as much. */
  longPrompt?: { tokens: number; factor: number };
}

function price(input: number, cacheWrite: number, cacheRead: number, output: number): Price {
  return { input, cacheWrite, cacheRead, output };
}

/**
 * Prices and accepted settings as of October 2026, from platform.claude.com/docs/en/about-claude/pricing and the pages
 * "What's new" of each model. Thinking is on by default from generation 5 on: Haiku 5.5, Sonnet 5 and Opus 5 take
 * `disabled` up to effort `high`, Sonnet 5.5 takes `between_tools` instead, and Opus 5.5 and Fable refuse both.
 * Longer prefixes stand before shorter ones.
 */
const FAMILIES: readonly Family[] = [
  {
    prefix: 'claude-haiku-5-5',
    thinking: { type: 'disabled' },
    effort: 'low',
    price: price(0.1, 0.125, 0.01, 0.5),
    longPrompt: { tokens: 100_000, factor: 5 },
  },
  { prefix: 'claude-haiku-4-5', price: price(1, 1.25, 0.1, 5) },
  {
    prefix: 'claude-sonnet-5-5',
    thinking: { type: 'between_tools' },
    effort: 'low',
    price: price(2, 2.5, 0.1, 10),
  },
  { prefix: 'claude-sonnet-5', thinking: { type: 'disabled' }, effort: 'low', price: price(2, 2.5, 0.2, 10) },
  { prefix: 'claude-sonnet-4', price: price(3, 3.75, 0.3, 15) },
  { prefix: 'claude-opus-5-5', effort: 'low', price: price(4, 5, 0.2, 20) },
  { prefix: 'claude-opus-5', thinking: { type: 'disabled' }, effort: 'low', price: price(5, 6.25, 0.5, 25) },
  { prefix: 'claude-opus-4', price: price(5, 6.25, 0.5, 25) },
  { prefix: 'claude-fable-5-1', effort: 'low', price: price(10, 12.5, 0.25, 50) },
  { prefix: 'claude-fable-5', effort: 'low', price: price(10, 12.5, 1, 50) },
];

function familyOf(model: string): Family | undefined {
  return FAMILIES.find(({ prefix }) => model === prefix || model.startsWith(`${prefix}-`));
}

/** Whether the model is one of Anthropic's, which understand all of the API, or another one behind it. */
export function isClaude(model: string): boolean {
  return /(^|[./])claude-/u.test(model);
}

/** Request fields that make this model begin its answer at once; none for a model we do not know. */
export function lowLatencySettings(model: string): Pick<Anthropic.MessageCreateParams, 'thinking' | 'output_config'> {
  const family = familyOf(model);
  return {
    ...(family?.thinking ? { thinking: family.thinking } : {}),
    ...(family?.effort ? { output_config: { effort: family.effort } } : {}),
  };
}

/** Tokens of one request, each counted once. */
export interface CountedTokens {
  input: number;
  cacheWrite: number;
  cacheRead: number;
  output: number;
}

/** What a request cost in US dollars; 0 for a model without a known price, such as a local one. */
export function costUsd(model: string, tokens: CountedTokens): number {
  const family = familyOf(model);
  if (!family) return 0;
  const { price, longPrompt } = family;
  const prompt = tokens.input + tokens.cacheWrite + tokens.cacheRead;
  const factor = longPrompt && prompt > longPrompt.tokens ? longPrompt.factor : 1;
  const millionths =
    tokens.input * price.input +
    tokens.cacheWrite * price.cacheWrite +
    tokens.cacheRead * price.cacheRead +
    tokens.output * price.output;
  return (millionths * factor) / 1_000_000;
}
