import { Counter, Histogram, type Registry } from 'prom-client';
import type { Logger } from '../logger.ts';

/** What happens to documents and in retrieval. */
export function createKnowledgeEvents(registry: Registry, logger: Logger) {
  const log = logger.child({ name: 'knowledge' });
  const registers = [registry];
  const documents = new Counter({
    name: 'lva_documents_total',
    help: 'Documents by how their ingestion ended',
    labelNames: ['outcome', 'kind'],
    registers,
  });
  const ingestion = new Histogram({
    name: 'lva_ingestion_seconds',
    help: 'Time from upload to ready',
    buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers,
  });
  const retrievals = new Counter({
    name: 'lva_retrievals_total',
    help: 'Retrievals by whether a leg was missing',
    labelNames: ['degraded'],
    registers,
  });
  const legFailures = new Counter({
    name: 'lva_retrieval_leg_failures_total',
    help: 'Legs of retrieval that failed or were late',
    labelNames: ['leg', 'code'],
    registers,
  });

  return {
    documentReady(documentId: string, kind: string, ms: number, passages: number): void {
      documents.inc({ outcome: 'ready', kind });
      ingestion.observe(ms / 1000);
      log.info({ documentId, kind, ms, passages }, 'document ready');
    },

    documentFailed(documentId: string, kind: string, code: string, error: unknown): void {
      documents.inc({ outcome: 'failed', kind });
      log.warn({ documentId, kind, code, err: error }, 'document failed');
    },

    retrieved(degraded: boolean): void {
      retrievals.inc({ degraded: String(degraded) });
    },

    legFailed(leg: 'keyword' | 'semantic' | 'said', code: string, error: unknown): void {
      legFailures.inc({ leg, code });
      log.warn({ leg, code, err: error }, 'a leg of retrieval is missing');
    },
  };
}
