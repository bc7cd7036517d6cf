import type { Learner } from '../ports/account-store.ts';

/**
 * What an account may do now. Addresses named by the operator are the admins; only while none is named the very first
 * account is one, which its stored role remembers. So a changed `ADMIN_EMAILS` takes effect at the next start, both ways.
 */
export function roleOf(learner: Pick<Learner, 'email' | 'role'>, adminEmails: readonly string[]): Learner['role'] {
  if (adminEmails.length === 0) return learner.role;
  return adminEmails.includes(learner.email) ? 'admin' : 'learner';
}
