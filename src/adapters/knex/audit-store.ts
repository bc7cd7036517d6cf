import type { AuditEntry, AuditStore } from '../../ports/audit-store.ts';
import { absent, fromJson, toJson } from './columns.ts';
import { decodeTimeCursor, toPage } from './cursor.ts';
import type { Database } from './database.ts';

interface AuditRow {
  id: string;
  actor_id: string | null;
  action: string;
  subject_id: string | null;
  detail: string | null;
  at: number;
}

export function createAuditStore({ knex }: Database): AuditStore {
  return {
    async append(entry) {
      await knex<AuditRow>('audit_log').insert({
        id: entry.id,
        actor_id: entry.actorId ?? null,
        action: entry.action,
        subject_id: entry.subjectId ?? null,
        detail: toJson(entry.detail),
        at: entry.at,
      });
    },
    async list({ limit, cursor }) {
      const query = knex<AuditRow>('audit_log')
        .orderBy([
          { column: 'at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .limit(limit + 1);
      if (cursor !== undefined) query.whereRaw('(at, id) < (?, ?)', decodeTimeCursor(cursor));
      return toPage(await query, limit, (row) => [row.at, row.id], toEntry);
    },
  };
}

function toEntry(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    actorId: absent(row.actor_id),
    action: row.action,
    subjectId: absent(row.subject_id),
    detail: fromJson(row.detail),
    at: row.at,
  };
}
