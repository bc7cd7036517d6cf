import { type AppError, invalid } from '../../errors.ts';

/** What can be wrong with files of every kind; the code begins with the kind's own. */
const OF_KIND = {
  encrypted: (name: string) => `This ${name} is protected by a password. Remove the password and try again.`,
  damaged: (name: string) => `This ${name} is damaged or incomplete.`,
  without_text: (name: string) => `There is no text in this ${name} that can be read.`,
  too_large: (name: string) => `This ${name} has more pixels than can be looked at.`,
  too_slow: (name: string) => `This ${name} takes too long to read. Try it in smaller parts.`,
  too_heavy: (name: string) => `This ${name} needs too much memory to read. Try it in smaller parts.`,
} as const;

/** What can be wrong with archives, of whatever kind. */
const OF_ARCHIVES = {
  archive_too_large: 'This file unpacks to more than can be read.',
  archive_bomb: 'This file unpacks to far more than it should; it is not safe to read.',
  archive_too_many_files: 'This file is an archive of too many files.',
  archive_unsafe_path: 'This file is an archive that names places outside itself; it is not safe to read.',
  archive_nested: 'This file is an archive of archives; it is not safe to read.',
  xml_entities: 'This file defines XML entities of its own; it is not safe to read.',
} as const;

/** Why a file is not read. */
export type RefusalReason = keyof typeof OF_KIND | keyof typeof OF_ARCHIVES;

/** Thrown where files are read: this one is not, and why. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, detail: string, cause?: unknown) {
    super(detail, { cause });
    this.reason = reason;
  }
}

/** The error that clients see. @param kind beginning of its code, and what its files are called. */
export function refusalOf(kind: { code: string; name: string }, reason: RefusalReason, cause?: unknown): AppError {
  return isOfArchives(reason)
    ? invalid(reason, OF_ARCHIVES[reason], cause)
    : invalid(`${kind.code}_${reason}`, OF_KIND[reason](kind.name), cause);
}

function isOfArchives(reason: RefusalReason): reason is keyof typeof OF_ARCHIVES {
  return reason in OF_ARCHIVES;
}
