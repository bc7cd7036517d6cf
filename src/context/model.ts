import { createAnthropicModel } from '../adapters/anthropic/language-model.ts';
import type { ModelConfig } from '../config/config.ts';
import type { Events } from '../events.ts';
import { metered } from '../gateway/meter.ts';
import { createModelGateway } from '../gateway/model-gateway.ts';
import { retrying } from '../gateway/retry.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel } from '../ports/language-model.ts';
import type { UsageNotes } from '../ports/usage-store.ts';
import type { ServiceBoard } from '../service-board.ts';
import { createRewrite, type Rewrite } from '../tutor/rewrite.ts';

/** The model behind its gateway; undefined where none is configured, and the tutor quotes instead of phrasing. */
export function connectModel(
  config: ModelConfig,
  parts: { board: ServiceBoard; events: Events; clock: Clock },
): LanguageModel | undefined {
  if (config.kind === 'none') return undefined;
  const { apiKey, baseUrl, model, fallbackModel } = config;
  const connect = (name: string) => createAnthropicModel({ model: name, apiKey, baseUrl, clock: parts.clock });
  return createModelGateway({
    model: connect(model),
    fallback: fallbackModel === undefined ? undefined : connect(fallbackModel),
    board: parts.board,
    events: parts.events.model,
    clock: parts.clock,
  });
}

/** A page full of print takes longer than the first word of a talk may. */
const LOOKING = { firstTokenMs: 60_000, idleMs: 30_000 };

/**
 * The model that reads what is drawn; undefined where none sees. What it cannot read says nothing about how talks do: it
 * has no breaker in common with them.
 */
export function connectSight(config: ModelConfig, parts: { events: Events; clock: Clock }): LanguageModel | undefined {
  if (config.kind === 'none' || config.visionModel === undefined) return undefined;
  const { apiKey, baseUrl, visionModel: model } = config;
  const { clock } = parts;
  const eye = createAnthropicModel({ model, apiKey, baseUrl, clock, timeouts: LOOKING });
  return retrying(metered(eye, parts.events.model, clock), parts.events.model);
}

/**
 * What makes follow-up questions self-contained; undefined without a model. One attempt, and no breaker in common with talks:
 * nobody waits for it.
 */
export function connectRewrite(
  config: ModelConfig,
  { events, clock, usage }: { events: Events; clock: Clock; usage: UsageNotes },
): Rewrite | undefined {
  if (config.kind === 'none' || config.followUpModel === undefined) return undefined;
  const { apiKey, baseUrl, followUpModel } = config;
  const model = metered(createAnthropicModel({ model: followUpModel, apiKey, baseUrl, clock }), events.model, clock);
  return createRewrite({ model, usage, clock, events: events.tutor });
}
