import type { ModelEvents } from '../events/model.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel } from '../ports/language-model.ts';
import type { ServiceBoard } from '../service-board.ts';
import { breaking } from './breaker.ts';
import { fallingBack } from './fallback.ts';
import { metered } from './meter.ts';
import { retrying } from './retry.ts';

export interface ModelGatewayOptions {
  model: LanguageModel;
  /** Answers where `model` does not. */
  fallback?: LanguageModel | undefined;
  board: ServiceBoard;
  events: ModelEvents;
  clock: Clock;
}

/** The language model as the core uses it: metered, retried, left alone while it is down, and backed by a second one. */
export function createModelGateway({ model, fallback, board, events, clock }: ModelGatewayOptions): LanguageModel {
  board.report('model', 'ok');
  const primary = breaking(retrying(metered(model, events, clock), events), events, board);
  const warm = async () => model.warm?.();
  if (!fallback) return { ...primary, warm };
  const second = breaking(retrying(metered(fallback, events, clock), events), events);
  return { ...fallingBack(primary, second, events), warm };
}
