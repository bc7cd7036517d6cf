import type { ApiToken, Learner, Session } from '../../ports/account-store.ts';
import { absent } from './columns.ts';

export interface LearnerRow {
  id: string;
  email: string;
  name: string;
  password_hash: string;
  role: 'learner' | 'admin';
  language: string | null;
  keeps_recordings: boolean | number;
  patience: 'patient' | 'quick' | null;
  created_at: number;
  /** Deleted for everybody; what is left of it goes in steps. */
  closed: boolean | number;
}

export interface SessionRow {
  id: string;
  learner_id: string;
  token_hash: string;
  user_agent: string;
  address: string;
  created_at: number;
  last_seen_at: number;
  expires_at: number;
}

export interface ApiTokenRow {
  id: string;
  learner_id: string;
  name: string;
  token_hash: string;
  created_at: number;
  last_used_at: number | null;
}

export function toLearner(row: LearnerRow): Learner {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    passwordHash: row.password_hash,
    role: row.role,
    language: absent(row.language),
    keepsRecordings: Boolean(row.keeps_recordings),
    patience: absent(row.patience),
    createdAt: row.created_at,
  };
}

export function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    learnerId: row.learner_id,
    tokenHash: row.token_hash,
    userAgent: row.user_agent,
    address: row.address,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
  };
}

export function toApiToken(row: ApiTokenRow): ApiToken {
  return {
    id: row.id,
    learnerId: row.learner_id,
    name: row.name,
    tokenHash: row.token_hash,
    createdAt: row.created_at,
    lastUsedAt: absent(row.last_used_at),
  };
}
