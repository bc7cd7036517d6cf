import type { Document } from '../../protocol/rest/documents.ts';

/** What could not be read stands above the rest, where it is seen among fifty; otherwise the order stays. */
export function failedFirst<Known extends Pick<Document, 'status'>>(documents: readonly Known[]): Known[] {
  const failed = documents.filter(({ status }) => status === 'failed');
  return [...failed, ...documents.filter(({ status }) => status !== 'failed')];
}
