import { expect, test } from 'vitest';
import { costUsd, isClaude, lowLatencySettings } from '../../../src/adapters/anthropic/families.ts';

const million = { input: 0, cacheWrite: 0, cacheRead: 0, output: 1_000_000 };

test.each([
  ['claude-haiku-5-5', { thinking: { type: 'disabled' }, output_config: { effort: 'low' } }],
  ['claude-sonnet-5-5', { thinking: { type: 'between_tools' }, output_config: { effort: 'low' } }],
  ['claude-opus-5-5', { output_config: { effort: 'low' } }],
  ['claude-haiku-4-5-20251001', {}],
  ['llama3.3', {}],
])('%s is asked with the least thinking that it accepts', (model, settings) => {
  expect(lowLatencySettings(model)).toEqual(settings);
});

test.each([
  ['claude-haiku-5-5', 0.5],
  ['claude-haiku-4-5', 5],
  ['claude-haiku-4-5-20251001', 5],
  ['claude-sonnet-5-5', 10],
  ['claude-sonnet-4-6', 15],
  ['claude-opus-5-5', 20],
  ['claude-opus-5', 25],
  ['claude-haiku-5-50', 0],
  ['qwen3:8b', 0],
])('a million tokens from %s cost %d dollars', (model, dollars) => {
  expect(costUsd(model, million)).toBeCloseTo(dollars, 10);
});

test('Haiku 5.5 costs five times as much from the first token past 100,000 in the prompt', () => {
  const tokens = { input: 40_000, cacheWrite: 20_000, cacheRead: 40_000, output: 1000 };
  const short = costUsd('claude-haiku-5-5', tokens);
  expect(short).toBeCloseTo((40_000 * 0.1 + 20_000 * 0.125 + 40_000 * 0.01 + 1000 * 0.5) / 1e6, 12);
  expect(costUsd('claude-haiku-5-5', { ...tokens, input: 40_001 })).toBeGreaterThan(short * 4.99);
});

test.each([
  ['claude-haiku-5-5', true],
  ['anthropic/claude-sonnet-5-5', true],
  ['us.anthropic.claude-opus-5-5', true],
  ['qwen3:8b', false],
  ['not-claude', false],
])('%s is one of Anthropic’s: %s', (model, expected) => {
  expect(isClaude(model)).toBe(expected);
});
