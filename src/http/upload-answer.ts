import { AppError } from '../errors.ts';
import type { UploadAnswer, UploadResult } from '../protocol/rest/documents.ts';
import type { Outcome } from './documents-upload.ts';
import { toDocumentView } from './documents-view.ts';

/** The answer to what was brought, and its status: 201 all stored, 200 all there before, 207 some, 4xx or 5xx none. */
export function toUploadAnswer(outcomes: Outcome[]): { status: number; body: UploadAnswer } {
  const results = outcomes.map(toResult);
  const body: UploadAnswer = { documents: documentsOf(outcomes), failures: failuresOf(outcomes), results };
  return { status: statusOf(body), body };
}

function documentsOf(outcomes: Outcome[]): UploadAnswer['documents'] {
  return outcomes.flatMap(({ end }) =>
    end instanceof AppError ? [] : [{ ...toDocumentView(end.document), ...(end.duplicate && { duplicate: true }) }],
  );
}

function failuresOf(outcomes: Outcome[]): UploadAnswer['failures'] {
  return outcomes.flatMap(({ name, end }) =>
    end instanceof AppError ? [{ name, code: end.code, message: end.message }] : [],
  );
}

function toResult({ name, end, waitedMs, storedMs }: Outcome): UploadResult {
  const timings = { waitedMs, storedMs };
  if (end instanceof AppError) return { name, status: end.status, code: end.code, message: end.message, timings };
  return { name, status: end.duplicate ? 200 : 201, documentId: end.document.id, timings };
}

function statusOf({ documents, failures, results }: UploadAnswer): number {
  if (failures.length > 0) return documents.length > 0 ? 207 : (results[0]?.status ?? 400);
  return documents.every((document) => document.duplicate) ? 200 : 201;
}
