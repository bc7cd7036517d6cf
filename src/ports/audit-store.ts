import type { Page, PageRequest } from './page.ts';

/** Something that an operator did. */
export interface AuditEntry {
  id: string;
  /** Undefined once the operator's account is gone. */
  actorId?: string | undefined;
  /** snake_case, stable across versions: `session_ended`. */
  action: string;
  /** Id of what it was done to. */
  subjectId?: string | undefined;
  /** Anything else worth keeping; never secrets or what learners said. */
  detail?: Record<string, unknown> | undefined;
  at: number;
}

/** Append-only. */
export interface AuditStore {
  append(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  list(page: PageRequest): Promise<Page<AuditEntry>>;
}
