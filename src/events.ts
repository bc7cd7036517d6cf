import { collectDefaultMetrics, Registry } from 'prom-client';
import { createAccountEvents } from './events/accounts.ts';
import { createCallEvents } from './events/calls.ts';
import { createHttpEvents } from './events/http.ts';
import { createKnowledgeEvents } from './events/knowledge.ts';
import { createListeningEvents } from './events/listening.ts';
import { createModelEvents } from './events/model.ts';
import { createServiceEvents } from './events/services.ts';
import { createSocketEvents } from './events/sockets.ts';
import { createSpeakingEvents } from './events/speaking.ts';
import { createSpeechEvents } from './events/speech.ts';
import { createTurnEvents } from './events/turns.ts';
import { createTutorEvents } from './events/tutor.ts';
import type { Logger } from './logger.ts';

/** Business events by subject: one function each, which writes the log line and the metric together. */
export function createEvents(logger: Logger) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    http: createHttpEvents(registry),
    accounts: createAccountEvents(registry, logger),
    calls: createCallEvents(registry, logger),
    turns: createTurnEvents(registry, logger),
    speaking: createSpeakingEvents(registry, logger),
    sockets: createSocketEvents(registry, logger),
    knowledge: createKnowledgeEvents(registry, logger),
    tutor: createTutorEvents(registry, logger),
    listening: createListeningEvents(registry, logger),
    model: createModelEvents(registry, logger),
    speech: createSpeechEvents(registry, logger),
    services: createServiceEvents(registry, logger),
  };
}

export type Events = ReturnType<typeof createEvents>;
