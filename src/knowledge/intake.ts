import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { notFound } from '../errors.ts';
import { newId } from '../ids.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Document, DocumentStore } from '../ports/document-store.ts';
import { quotaExceeded, withinQuota } from './quota.ts';

/** What is to be stored. */
export interface Incoming {
  title: string;
  kind: string;
  content: AsyncIterable<Buffer>;
  /** What else must be the same, beside the content, for it to be the same document. */
  alsoSame?: string;
  sourceUrl?: string;
}

/** A document as it is stored now, whether just now or before. */
export interface Added {
  document: Document;
  /** It was there already: nothing was stored. */
  duplicate: boolean;
}

export interface IntakeDeps {
  documents: DocumentStore;
  blobs: BlobStore;
  clock: Clock;
  /** Bytes that a learner's files may have together. */
  quotaBytes: number;
}

/**
 * Stores a learner's file: once, however often and at whatever time it is sent, and only while there is room for it. Throws
 * `quota_exceeded`, as soon as there is known to be too little, and `not_found` where the account was deleted meanwhile.
 */
export async function takeIn(deps: IntakeDeps, learnerId: string, incoming: Incoming): Promise<Added> {
  const { documents, blobs, clock, quotaBytes } = deps;
  const { bytes: usedBytes } = await documents.totals(learnerId);
  const id = newId();
  const blobKey = `${learnerId}/${id}`;
  const content = withinQuota(incoming.content, { quotaBytes, usedBytes });
  const { bytes, hash } = await blobs.put(blobKey, Readable.from(content, { objectMode: false }));
  const document: Document = {
    id,
    learnerId,
    title: incoming.title,
    kind: incoming.kind,
    bytes,
    hash,
    blobKey,
    sourceUrl: incoming.sourceUrl,
    identity: identityOf(hash, incoming.alsoSame),
    tags: [],
    status: 'queued',
    passageCount: 0,
    attempts: 0,
    embeddedCount: 0,
    createdAt: clock.now(),
  };
  // Where this fails, it may have been stored with the answer lost: a file that nothing notes is swept up later.
  const creation = await documents.create(document, quotaBytes);
  if (creation.outcome === 'created') return { document, duplicate: false };
  await blobs.remove(blobKey);
  if (creation.outcome === 'no_account') throw notFound('account');
  if (creation.outcome === 'over_quota') throw quotaExceeded({ quotaBytes, usedBytes: creation.usedBytes });
  return { document: creation.document, duplicate: true };
}

function identityOf(hash: string, alsoSame: string | undefined): string {
  return alsoSame === undefined ? hash : createHash('sha256').update(`${hash}\n${alsoSame}`).digest('hex');
}
