import type { Knex } from 'knex';
import * as accounts from './0001-accounts.ts';
import * as conversations from './0002-conversations.ts';
import * as documents from './0003-documents.ts';
import * as fullText from './0004-full-text.ts';
import * as learning from './0005-learning.ts';
import * as activity from './0006-activity.ts';
import * as devices from './0007-devices.ts';
import * as auditLog from './0008-audit-log.ts';
import * as blobs from './0009-blobs.ts';
import * as ranking from './0010-ranking.ts';
import * as library from './0011-library.ts';
import * as citationPlaces from './0012-citation-places.ts';
import * as unreadablePages from './0013-unreadable-pages.ts';
import * as courses from './0014-courses.ts';
import * as documentWords from './0016-document-words.ts';
import * as vectorSpaces from './0016-vector-spaces.ts';
import * as recordings from './0017-recordings.ts';
import * as telephony from './0020-telephony.ts';
import * as uploads from './0024-uploads.ts';
import * as documentLanguage from './0026-document-language.ts';
import * as callSockets from './0027-call-sockets.ts';
import * as saidLanguage from './0028-said-language.ts';
import * as saving from './0029-saving.ts';
import * as passageGaps from './0030-passage-gaps.ts';
import * as handedOn from './0031-handed-on.ts';
import * as patience from './0032-patience.ts';
import * as heardStretches from './0033-heard-stretches.ts';
import * as removedDocuments from './0034-removed-documents.ts';
import * as saidWords from './0036-said-words.ts';
import * as callTalks from './0037-call-talks.ts';
import * as closedAccounts from './0038-closed-accounts.ts';
import * as earlierTalks from './0039-earlier-talks.ts';
import * as storedVectors from './0040-stored-vectors.ts';
import * as callSigns from './0041-call-signs.ts';
import * as answersOnCalls from './0042-answers-on-calls.ts';
import * as removalsAgain from './0043-removals-again.ts';

export interface Migration {
  /** Stored in the database once it ran: never rename one that has shipped. */
  name: string;
  up: (knex: Knex) => Promise<void>;
  down: (knex: Knex) => Promise<void>;
}

/** Every step, in the order in which they run. */
export const migrations: readonly Migration[] = [
  { name: '0001-accounts', up: accounts.up, down: accounts.down },
  { name: '0002-conversations', up: conversations.up, down: conversations.down },
  { name: '0003-documents', up: documents.up, down: documents.down },
  { name: '0004-full-text', up: fullText.up, down: fullText.down },
  { name: '0005-learning', up: learning.up, down: learning.down },
  { name: '0006-activity', up: activity.up, down: activity.down },
  { name: '0007-devices', up: devices.up, down: devices.down },
  { name: '0008-audit-log', up: auditLog.up, down: auditLog.down },
  { name: '0009-blobs', up: blobs.up, down: blobs.down },
  { name: '0010-ranking', up: ranking.up, down: ranking.down },
  { name: '0011-library', up: library.up, down: library.down },
  { name: '0012-citation-places', up: citationPlaces.up, down: citationPlaces.down },
  { name: '0013-unreadable-pages', up: unreadablePages.up, down: unreadablePages.down },
  { name: '0014-courses', up: courses.up, down: courses.down },
  { name: '0016-vector-spaces', up: vectorSpaces.up, down: vectorSpaces.down },
  { name: '0016-document-words', up: documentWords.up, down: documentWords.down },
  { name: '0017-recordings', up: recordings.up, down: recordings.down },
  { name: '0020-telephony', up: telephony.up, down: telephony.down },
  { name: '0024-uploads', up: uploads.up, down: uploads.down },
  { name: '0026-document-language', up: documentLanguage.up, down: documentLanguage.down },
  { name: '0027-call-sockets', up: callSockets.up, down: callSockets.down },
  { name: '0028-said-language', up: saidLanguage.up, down: saidLanguage.down },
  { name: '0029-saving', up: saving.up, down: saving.down },
  { name: '0030-passage-gaps', up: passageGaps.up, down: passageGaps.down },
  { name: '0031-handed-on', up: handedOn.up, down: handedOn.down },
  { name: '0032-patience', up: patience.up, down: patience.down },
  { name: '0033-heard-stretches', up: heardStretches.up, down: heardStretches.down },
  { name: '0034-removed-documents', up: removedDocuments.up, down: removedDocuments.down },
  { name: '0036-said-words', up: saidWords.up, down: saidWords.down },
  { name: '0037-call-talks', up: callTalks.up, down: callTalks.down },
  { name: '0038-closed-accounts', up: closedAccounts.up, down: closedAccounts.down },
  { name: '0039-earlier-talks', up: earlierTalks.up, down: earlierTalks.down },
  { name: '0040-stored-vectors', up: storedVectors.up, down: storedVectors.down },
  { name: '0041-call-signs', up: callSigns.up, down: callSigns.down },
  { name: '0042-answers-on-calls', up: answersOnCalls.up, down: answersOnCalls.down },
  { name: '0043-removals-again', up: removalsAgain.up, down: removalsAgain.down },
];
