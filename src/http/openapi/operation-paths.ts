import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { AdminOverview } from '../../protocol/rest/admin.ts';
import { HealthReport, HealthSummary, Readiness } from '../../protocol/rest/health.ts';
import { events, json, operation, text } from './operation.ts';

const tag = 'Operation';

export const operationPaths: ZodOpenApiPathsObject = {
  '/health/live': {
    get: operation({
      id: 'getLiveness',
      tag,
      summary: 'Whether the process answers',
      access: 'anyone',
      answers: { 200: json('It does.', z.object({ status: z.literal('ok') })) },
    }),
  },
  '/health/ready': {
    get: operation({
      id: 'getReadiness',
      tag,
      summary: 'Whether this node should be sent traffic',
      access: 'anyone',
      answers: { 200: json('Ready.', Readiness), 503: json('Not ready.', Readiness) },
    }),
  },
  '/health': {
    get: operation({
      id: 'getHealth',
      tag,
      summary: 'How the parts are; in detail for admins',
      access: 'anyone',
      answers: {
        200: json('At work.', z.union([HealthReport, HealthSummary])),
        503: json('Down.', z.union([HealthReport, HealthSummary])),
      },
    }),
  },
  '/metrics': {
    get: operation({
      id: 'getMetrics',
      tag,
      summary: 'Metrics for Prometheus; with the metrics token, or from this machine',
      access: 'anyone',
      answers: { 200: text('Text format.', 'text/plain') },
      problems: { 401: '`unauthenticated`', 404: '`not_found`: not from this machine' },
    }),
  },
  '/api/admin/overview': {
    get: operation({
      id: 'getOverview',
      tag,
      summary: 'What the operator’s page begins with',
      access: 'admin',
      answers: { 200: json('This node, and what was used.', AdminOverview) },
    }),
  },
  '/api/admin/events': {
    get: operation({
      id: 'followOverview',
      tag,
      summary: 'What the operator’s page shows, as it changes',
      access: 'admin',
      answers: { 200: events('A `snapshot` every five seconds.') },
    }),
  },
};
