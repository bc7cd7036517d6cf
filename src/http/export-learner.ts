import { buffer } from 'node:stream/consumers';
import type { Clock } from '../ports/clock.ts';
import type { ConversationStore } from '../ports/conversation-store.ts';
import type { CourseStore } from '../ports/course-store.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { Account } from '../protocol/rest/accounts.ts';
import type { Recordings } from '../voice/recordings/recordings.ts';
import { everyPage } from './every-page.ts';
import { instant, toConversation, toCourse, toMessage, toRecording } from './representations.ts';

export interface ExportDeps {
  conversations: ConversationStore;
  messages: MessageStore;
  documents: DocumentStore;
  courses: CourseStore;
  recordings: Recordings;
  clock: Clock;
}

/** All that is kept of a learner, as one JSON object in pieces: nothing larger than one document is in memory at once. */
export async function* exportLearner(deps: ExportDeps, learnerId: string, profile: Account): AsyncIterable<string> {
  const head = JSON.stringify({ exportedAt: instant(deps.clock.now()), profile });
  yield `${head.slice(0, -1)},"conversations":`;
  yield* jsonArray(conversationsOf(deps, learnerId));
  yield ',"documents":';
  yield* jsonArray(documentsOf(deps, learnerId));
  const courses = await deps.courses.list(learnerId);
  yield `,"courses":${JSON.stringify(courses.map(toCourse))},"recordings":`;
  yield* jsonArray(recordingsOf(deps, learnerId));
  yield '}\n';
}

async function* conversationsOf({ conversations, messages }: ExportDeps, learnerId: string): AsyncIterable<unknown> {
  for await (const conversation of everyPage((page) => conversations.list(learnerId, page))) {
    const said = [];
    for await (const message of everyPage((page) => messages.list(learnerId, conversation.id, page))) {
      said.push(toMessage(message));
    }
    yield { ...toConversation(conversation), messages: said };
  }
}

async function* documentsOf({ documents }: ExportDeps, learnerId: string): AsyncIterable<unknown> {
  for await (const document of everyPage((page) => documents.list(learnerId, page))) {
    const { id, title, kind, bytes, createdAt } = document;
    const content = await documents.content(learnerId, id);
    yield { id, title, kind, bytes, createdAt: instant(createdAt), text: content?.text ?? null };
  }
}

async function* recordingsOf({ recordings }: ExportDeps, learnerId: string): AsyncIterable<unknown> {
  for await (const recording of everyPage((page) => recordings.list(learnerId, page))) {
    const file = await buffer(await recordings.sound(recording));
    yield { ...toRecording(recording), audio: `data:audio/wav;base64,${file.toString('base64')}` };
  }
}

async function* jsonArray(items: AsyncIterable<unknown>): AsyncIterable<string> {
  let separator = '[';
  for await (const item of items) {
    yield separator + JSON.stringify(item);
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}
