import type { Router } from 'express';
import type { Accounts } from '../accounts/create-accounts.ts';
import { createCourses } from '../knowledge/courses.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConversationStore } from '../ports/conversation-store.ts';
import type { CourseStore } from '../ports/course-store.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { IdempotencyStore } from '../ports/idempotency-store.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { Signals } from '../ports/signals.ts';
import type { Recordings } from '../voice/recordings/recordings.ts';
import type { Talks } from '../voice/talks.ts';
import { createAuthRouter } from './auth.ts';
import { createConversationsRouter } from './conversations.ts';
import { createCoursesRouter } from './courses.ts';
import { createDocsRouter } from './docs.ts';
import { createInvitesRouter } from './invites.ts';
import { createMeRouter } from './me.ts';
import { createMessagesRouter, type MessagesDeps } from './messages.ts';
import { createPhonesRouter, type PhonesDeps } from './phones.ts';
import { createRecordingsRouter } from './recordings.ts';
import { createTokensRouter } from './tokens.ts';

export interface LearnerRoutersDeps {
  accounts: Accounts;
  stores: {
    conversations: ConversationStore;
    messages: MessageStore;
    documents: DocumentStore;
    courses: CourseStore;
    idempotency: IdempotencyStore;
  };
  talks: Talks;
  recordings: Recordings;
  calls: PhonesDeps['calls'];
  eventLog: EventLog;
  signals: Signals;
  clock: Clock;
  logger: Logger;
  adminEmails: readonly string[];
  secureCookies: boolean;
  /** The tutor's own telephone number, E.164; undefined where there is none. */
  phoneNumber?: string | undefined;
  /** Version of the app, shown in the API reference. */
  version: string;
  /** How long a typed turn is waited for; see there. Tests wait less. */
  waiting?: Pick<MessagesDeps, 'answerDeadlineMs' | 'lookAgainMs'>;
}

/** The routers for accounts and talks, and the reference of the whole API. */
export function createLearnerRouters(deps: LearnerRoutersDeps): Router[] {
  const { accounts, stores, talks, recordings, eventLog, clock, logger, adminEmails, secureCookies } = deps;
  const { authenticator } = accounts;
  const idempotency = { store: stores.idempotency, clock, logger };
  const asking = { authenticator, secureCookies };
  // Picked by name: there are stores for sessions and tokens too, which must not take the place of what guards them.
  const kept = {
    conversations: stores.conversations,
    messages: stores.messages,
    documents: stores.documents,
    courses: stores.courses,
  };
  return [
    createAuthRouter({ ...accounts, adminEmails, ...asking }),
    createMeRouter({ profile: accounts.profile, sessions: accounts.sessions, ...kept, recordings, clock, ...asking }),
    createTokensRouter({ tokens: accounts.tokens, idempotency, ...asking }),
    createPhonesRouter({ phoneLinks: accounts.phoneLinks, calls: deps.calls, number: deps.phoneNumber, ...asking }),
    createInvitesRouter({ invites: accounts.invites, idempotency, ...asking }),
    createConversationsRouter({ ...kept, idempotency, talks, clock, ...asking }),
    createCoursesRouter({
      courses: createCourses({ courses: stores.courses, signals: deps.signals, clock }),
      idempotency,
      ...asking,
    }),
    createMessagesRouter({ ...kept, ...deps.waiting, talks, eventLog, clock, ...asking }),
    createRecordingsRouter({ recordings, ...asking }),
    createDocsRouter(deps.version),
  ];
}
