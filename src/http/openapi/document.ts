import { createDocument } from 'zod-openapi';
import { sessionCookieName } from '../../accounts/principal.ts';
import { Account, Device } from '../../protocol/rest/accounts.ts';
import { Conversation, Message } from '../../protocol/rest/conversations.ts';
import { Course } from '../../protocol/rest/courses.ts';
import { Document } from '../../protocol/rest/documents.ts';
import { Problem } from '../../protocol/rest/problem.ts';
import { Recording } from '../../protocol/rest/recordings.ts';
import { accountPaths } from './account-paths.ts';
import { conversationPaths } from './conversation-paths.ts';
import { coursePaths } from './course-paths.ts';
import { documentPaths } from './document-paths.ts';
import { operationPaths } from './operation-paths.ts';
import { phonePaths } from './phone-paths.ts';
import { recordingPaths } from './recording-paths.ts';
import { searchPaths } from './search-paths.ts';
import { uploadPaths } from './upload-paths.ts';

const DESCRIPTION = `Everything that the app does over HTTP. Sign in for a session cookie, or make a bearer token for other clients.

Every refusal is a problem document (RFC 9457) whose \`code\` is stable. Lists take \`limit\` and \`cursor\`. Requests that
change something and come with the cookie must come from a page of this site (\`Origin\`), else \`bad_origin\` (403). Bodies are
at most 256 KiB of JSON except where material is added. Too many requests are answered with 429 and \`Retry-After\`.

Talking as it happens goes over a WebSocket at \`/api/realtime\`, subprotocol \`lva.v1\`.`;

/** The reference of the API, made from the schemas that check its requests. */
export function createApiDocument(version: string): ReturnType<typeof createDocument> {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Learning Voice Agent',
      version,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ session: [] }, { bearer: [] }],
    components: {
      schemas: { Account, Conversation, Course, Device, Document, Message, Problem, Recording },
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: sessionCookieName(false),
          description: `\`${sessionCookieName(true)}\` over HTTPS`,
        },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
    paths: {
      ...accountPaths,
      ...conversationPaths,
      ...documentPaths,
      ...uploadPaths,
      ...coursePaths,
      ...phonePaths,
      ...recordingPaths,
      ...searchPaths,
      ...operationPaths,
    },
  });
}
