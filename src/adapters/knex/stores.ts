import { createAccountStore } from './account-store.ts';
import { createTextAnalysis } from './analyse-document.ts';
import { createAuditStore } from './audit-store.ts';
import { createCallStore } from './call-store.ts';
import { createConversationStore } from './conversation-store.ts';
import { createCourseStore } from './course-store.ts';
import type { Database } from './database.ts';
import { translatingErrors } from './database-errors.ts';
import { createDocumentStore } from './document-store.ts';
import { createPassageTexts, createSaidTexts } from './embeddable-texts.ts';
import { createFileRecords } from './file-records.ts';
import { createIdempotencyStore } from './idempotency-store.ts';
import { createTextIndexUpkeep } from './merge-index.ts';
import { createMessageStore } from './message-store.ts';
import { createPassageStore } from './passage-store.ts';
import { createPhoneStore } from './phone-store.ts';
import { createRecordingStore } from './recording-store.ts';
import { createRemovalStore } from './removal-store.ts';
import { createSaidSearch } from './said-search.ts';
import { createSessionStore } from './session-store.ts';
import { createSpaceStore } from './space-store.ts';
import { createTokenStore } from './token-store.ts';
import { createUploadStore } from './upload-store.ts';
import { createUsageStore } from './usage-store.ts';

/** Every store over one database. Their methods throw AppError: `database_unavailable` where it does not answer. */
export function createStores(database: Database) {
  return {
    accounts: translatingErrors(createAccountStore(database)),
    sessions: translatingErrors(createSessionStore(database)),
    uploads: translatingErrors(createUploadStore(database)),
    tokens: translatingErrors(createTokenStore(database)),
    phones: translatingErrors(createPhoneStore(database)),
    calls: translatingErrors(createCallStore(database)),
    conversations: translatingErrors(createConversationStore(database)),
    messages: translatingErrors(createMessageStore(database)),
    documents: translatingErrors(createDocumentStore(database)),
    courses: translatingErrors(createCourseStore(database)),
    analysis: translatingErrors(createTextAnalysis(database)),
    passages: translatingErrors(createPassageStore(database)),
    said: translatingErrors(createSaidSearch(database)),
    textIndex: translatingErrors(createTextIndexUpkeep(database)),
    texts: {
      material: translatingErrors(createPassageTexts(database)),
      talks: translatingErrors(createSaidTexts(database)),
    },
    spaces: translatingErrors(createSpaceStore(database)),
    recordings: translatingErrors(createRecordingStore(database)),
    files: translatingErrors(createFileRecords(database)),
    removals: translatingErrors(createRemovalStore(database)),
    usage: translatingErrors(createUsageStore(database)),
    idempotency: translatingErrors(createIdempotencyStore(database)),
    audit: translatingErrors(createAuditStore(database)),
  };
}

export type Stores = ReturnType<typeof createStores>;
