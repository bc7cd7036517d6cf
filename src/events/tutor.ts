import { Counter, type Registry } from 'prom-client';
import type { Logger } from '../logger.ts';

/** How the tutor came to its answers. */
export function createTutorEvents(registry: Registry, logger: Logger) {
  const log = logger.child({ name: 'tutor' });
  const registers = [registry];
  const answers = new Counter({
    name: 'lva_answers_total',
    help: 'Answers begun, by who words them: the model, or quotations where there is none or it failed',
    labelNames: ['by', 'mode'],
    registers,
  });
  const retrievals = new Counter({
    name: 'lva_tutor_retrievals_total',
    help: 'Passages looked for before an answer: begun early and used, begun now, late, or failed',
    labelNames: ['outcome'],
    registers,
  });
  const citations = new Counter({
    name: 'lva_citations_total',
    help: 'Citations of the model: kept, or dropped with the reason',
    labelNames: ['outcome'],
    registers,
  });
  // So that what was never dropped is shown as none, and not left out.
  for (const outcome of ['kept', 'not_verbatim', 'unknown_passage']) citations.inc({ outcome }, 0);
  const tools = new Counter({
    name: 'lva_tool_calls_total',
    help: 'Tool calls of the model',
    labelNames: ['tool', 'outcome'],
    registers,
  });

  const memories = new Counter({
    name: 'lva_tutor_memories_total',
    help: 'Looks into earlier talks before an answer: used, nothing near enough, late, or failed',
    labelNames: ['outcome'],
    registers,
  });

  const rewrites = new Counter({
    name: 'lva_tutor_rewrites_total',
    help: 'Follow-up questions rewritten by a model while they were spoken: used, late, of other words than were asked in the end, unusable, or failed',
    labelNames: ['outcome'],
    registers,
  });

  return {
    rewritten(outcome: 'used' | 'late' | 'other_words' | 'unusable' | 'failed', error?: unknown): void {
      rewrites.inc({ outcome });
      if (outcome === 'failed') log.warn({ err: error }, 'a follow-up question was not rewritten');
    },

    recalled(outcome: 'used' | 'nothing' | 'late' | 'failed'): void {
      memories.inc({ outcome });
    },

    answering(by: 'model' | 'quotation', mode: string): void {
      answers.inc({ by, mode });
    },

    /** The model said nothing before it failed, so that quotations could take over. */
    modelReplaced(code: string, error: unknown): void {
      log.warn({ code, err: error }, 'quoting because the model failed');
    },

    retrieved(outcome: 'early' | 'now' | 'late'): void {
      retrievals.inc({ outcome });
      if (outcome === 'late') log.warn('answering without passages because retrieval was late');
    },

    retrievalFailed(error: unknown): void {
      retrievals.inc({ outcome: 'failed' });
      log.error({ err: error }, 'retrieval failed');
    },

    citation(outcome: 'kept' | 'not_verbatim' | 'unknown_passage'): void {
      citations.inc({ outcome });
      if (outcome !== 'kept') log.warn({ outcome }, 'a citation of the model was dropped');
    },

    toolCalled(tool: string, outcome: 'done' | 'refused'): void {
      tools.inc({ tool, outcome });
    },
  };
}

export type TutorEvents = ReturnType<typeof createTutorEvents>;
