import type { Stores } from '../../src/adapters/knex/stores.ts';
import { newId } from '../../src/ids.ts';
import type { ApiToken, Learner, Session } from '../../src/ports/account-store.ts';
import type { Conversation } from '../../src/ports/conversation-store.ts';
import type { Document, Passage } from '../../src/ports/document-store.ts';
import type { NewTurn, TurnResult } from '../../src/ports/message-store.ts';
import type { Recording } from '../../src/ports/recording-store.ts';
import type { Citation, Timings, Usage } from '../../src/protocol/common.ts';

/** Records with sensible values, as a test wants them: it names only what it is about. Times count from here. */
export const T0 = Date.UTC(2026, 0, 1);

export const NO_TIMINGS: Timings = {
  endOfTurnMs: null,
  sttMs: null,
  retrievalMs: null,
  modelFirstTokenMs: null,
  firstSentenceMs: null,
  ttsFirstByteMs: null,
  firstAudioMs: null,
};
const NO_USAGE: Usage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0 };

export function learnerRecord(values: Partial<Learner> = {}): Learner {
  const id = newId();
  return {
    id,
    email: `${id}@example.org`,
    name: 'Ada',
    passwordHash: '$argon2id$test',
    role: 'learner',
    keepsRecordings: false,
    createdAt: T0,
    ...values,
  };
}

/** Stores a learner and gives their id. */
export async function storedLearner(stores: Pick<Stores, 'accounts'>, values: Partial<Learner> = {}): Promise<string> {
  const learner = await stores.accounts.createLearner(learnerRecord(values), { firstIsAdmin: false });
  if (!learner) throw new Error('The address is taken.');
  return learner.id;
}

export function sessionRecord(learnerId: string, values: Partial<Session> = {}): Session {
  const id = newId();
  return {
    id,
    learnerId,
    tokenHash: `hash-${id}`,
    userAgent: 'a browser',
    address: '192.0.2.1',
    createdAt: T0,
    lastSeenAt: T0,
    expiresAt: T0 + 1000,
    ...values,
  };
}

export function tokenRecord(learnerId: string, values: Partial<ApiToken> = {}): ApiToken {
  const id = newId();
  return { id, learnerId, name: 'my script', tokenHash: `hash-${id}`, createdAt: T0, ...values };
}

export function conversationRecord(learnerId: string, values: Partial<Conversation> = {}): Conversation {
  return { id: newId(), learnerId, title: 'A talk', mode: 'tutor', createdAt: T0, updatedAt: T0, ...values };
}

export async function storedConversation(
  stores: Pick<Stores, 'conversations'>,
  learnerId: string,
  values: Partial<Conversation> = {},
): Promise<string> {
  const conversation = conversationRecord(learnerId, values);
  await stores.conversations.create(conversation);
  return conversation.id;
}

export function recordingRecord(learnerId: string, conversationId: string, values: Partial<Recording> = {}): Recording {
  const id = newId();
  const blobKey = `${learnerId}/recordings/${id}`;
  const sound = { bytes: 32_044, durationMs: 1000 };
  return { id, learnerId, conversationId, messageId: newId(), blobKey, ...sound, createdAt: T0, ...values };
}

export function turnRecord(learnerId: string, conversationId: string, values: Partial<NewTurn> = {}): NewTurn {
  return {
    turnId: newId(),
    conversationId,
    learnerId,
    question: { id: newId(), text: 'Why is the sky blue?', source: 'typed' },
    answerId: newId(),
    now: T0,
    owner: 'node-1',
    leaseUntil: T0 + 30_000,
    ...values,
  };
}

export function resultRecord(turnId: string, values: Partial<TurnResult> = {}): TurnResult {
  return {
    turnId,
    status: 'complete',
    text: 'Because of scattering.',
    model: 'a-model',
    citations: [],
    timings: NO_TIMINGS,
    usage: NO_USAGE,
    now: T0,
    ...values,
  };
}

export function citationRecord(values: Partial<Citation> = {}): Citation {
  return {
    n: 1,
    sentence: 0,
    passageId: newId(),
    documentId: newId(),
    title: 'Optics',
    start: 10,
    end: 20,
    quote: 'scattering',
    at: 17,
    ...values,
  };
}

export function documentRecord(learnerId: string, values: Partial<Document> = {}): Document {
  const id = newId();
  return {
    id,
    learnerId,
    title: 'Optics',
    kind: 'text/plain',
    bytes: 100,
    hash: `hash-${id}`,
    blobKey: `documents/${id}`,
    tags: [],
    status: 'queued',
    passageCount: 0,
    attempts: 0,
    embeddedCount: 0,
    createdAt: T0,
    ...values,
  };
}

/** A passage for each text, laid one after the other. */
export function passageRecords(document: { id: string; learnerId: string }, texts: string[]): Passage[] {
  let start = 0;
  return texts.map((text, ordinal) => {
    const passage: Passage = {
      id: newId(),
      documentId: document.id,
      learnerId: document.learnerId,
      ordinal,
      start,
      end: start + text.length,
      headings: [],
      text,
    };
    start = passage.end;
    return passage;
  });
}

/** Stores a document with a passage for each text; gives it and the passages. */
export async function storedDocument(
  stores: Pick<Stores, 'documents'>,
  learnerId: string,
  texts: string[],
  values: Partial<Document> = {},
): Promise<{ document: Document; passages: Passage[] }> {
  const document = documentRecord(learnerId, values);
  await stores.documents.create(document);
  const passages = passageRecords(document, texts);
  await stores.documents.saveExtraction(document.id, { text: texts.join(''), pages: [], passages });
  return { document, passages };
}
