import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { ResumePoint } from '../../protocol/client-messages.ts';
import type { Conversation } from '../../protocol/rest/conversations.ts';
import type { Document, DocumentContent } from '../../protocol/rest/documents.ts';
import type { TalkMessage } from '../talk/talk-message.ts';

/** A conversation as this device knows it. */
export interface KeptConversation extends Conversation {
  /** Begun here and not known to the server yet; its id is replaced when it is. */
  draft?: boolean;
}

/** What was said in a conversation, up to a place in its events: both are written together. */
export interface KeptTalk {
  conversationId: string;
  messages: TalkMessage[];
  position?: ResumePoint | undefined;
}

/** A question that the server has not confirmed yet. */
export interface QueuedQuestion {
  /** Place in the queue; given by the database. */
  seq?: number;
  id: string;
  conversationId: string;
  text: string;
  source: 'typed' | 'speech';
  createdAt: string;
  /** Why the server won't take it; absent while it waits to be sent. */
  refusal?: string | undefined;
}

/** What earlier versions of the app kept says nothing of the original. */
export interface KeptContent
  extends Omit<DocumentContent, 'kind' | 'bytes'>,
    Partial<Pick<DocumentContent, 'kind' | 'bytes'>> {
  seenAt: number;
}

/** A document's original; its type says the encoding of a text. */
interface KeptFile {
  id: string;
  content: Blob;
  seenAt: number;
}

export type SharedContent =
  | { kind: 'file'; name: string; blob: Blob }
  | { kind: 'page'; url: string }
  | { kind: 'notes'; title: string; text: string };

/** What another app of this device shared with the tutor, until it is in the Library. */
export interface SharedItem {
  /** Place in the queue; given by the database. */
  seq?: number;
  id: string;
  /** The same for all that was shared in one go. */
  shareId: string;
  content: SharedContent;
  /** Whether the learner surely wants it: any page of the web can post to the address that takes shares. */
  isMeant: boolean;
  /** Why it is not in the Library, where sending it again by itself would change nothing. */
  refusal?: string | undefined;
}

interface Schema extends DBSchema {
  conversations: { key: string; value: KeptConversation };
  talks: { key: string; value: KeptTalk };
  outbox: { key: number; value: QueuedQuestion; indexes: { id: string; conversationId: string } };
  documents: { key: string; value: Document };
  contents: { key: string; value: KeptContent; indexes: { seenAt: number } };
  files: { key: string; value: KeptFile; indexes: { seenAt: number } };
  shares: { key: number; value: SharedItem };
}

export type Database = IDBPDatabase<Schema>;
export const storeNames = ['conversations', 'talks', 'outbox', 'documents', 'contents', 'files', 'shares'] as const;

/** Opens the device's read model and outbox, making it on first use. */
export function openDatabase(name = 'learning-voice-agent'): Promise<Database> {
  return openDB<Schema>(name, 3, {
    upgrade(database, oldVersion) {
      if (oldVersion < 1) createFirstStores(database);
      if (oldVersion < 2) database.createObjectStore('files', { keyPath: 'id' }).createIndex('seenAt', 'seenAt');
      database.createObjectStore('shares', { keyPath: 'seq', autoIncrement: true });
    },
    // A newer version of the app in another tab must not wait for this one.
    blocking(_current, _blocked, event) {
      if (event.target instanceof IDBDatabase) event.target.close();
    },
  });
}

function createFirstStores(database: Database): void {
  database.createObjectStore('conversations', { keyPath: 'id' });
  database.createObjectStore('talks', { keyPath: 'conversationId' });
  const outbox = database.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true });
  outbox.createIndex('id', 'id', { unique: true });
  outbox.createIndex('conversationId', 'conversationId');
  database.createObjectStore('documents', { keyPath: 'id' });
  database.createObjectStore('contents', { keyPath: 'id' }).createIndex('seenAt', 'seenAt');
}

/** Empties the device's copy: for signing out, and when somebody else signs in. */
export async function forgetEverything(database: Database): Promise<void> {
  const transaction = database.transaction(storeNames, 'readwrite');
  await Promise.all([...storeNames.map((name) => transaction.objectStore(name).clear()), transaction.done]);
}
