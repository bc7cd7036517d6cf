import type { Knex } from 'knex';
import type { StemmedLanguage } from '../../languages/stem.ts';
import { type Look, lookCorrected } from './correct-words.ts';
import { queryTerms } from './full-text.ts';
import { bestFirstInPostgres, matchesInPostgres } from './full-text-postgres.ts';
import { bestFirstInSqlite, matchesInSqlite } from './full-text-sqlite.ts';
import { KnownWords } from './known-words.ts';
import { fromBlob } from './lexemes.ts';
import { type Candidate, type Ranked, rank } from './rank.ts';
import type { TextIndex } from './text-index.ts';

/** As many texts as are ranked: some milliseconds of work. Of more the database chooses. */
const MAX_CANDIDATES = 2000;

interface CandidateRow {
  id: string;
  group_id: string;
  ordinal: number;
  lexemes: Buffer | null;
}

/** What is looked for, as it can be handed to another thread. */
export interface TextRequest {
  index: TextIndex;
  learnerId: string;
  words: readonly string[];
  /** How many texts each group of the learner has, of those that are searched. */
  groups: ReadonlyMap<string, number>;
  /** What those are written in. */
  languages: readonly StemmedLanguage[];
  /** Whether only these groups are searched, and not all of the learner's. */
  onlyGroups?: boolean;
  /** When what is said was said, ms: only in an index that knows. */
  said?: { from?: number | undefined; to?: number | undefined } | undefined;
  limit: number;
}

export interface TextAnswer {
  /** Best first. */
  ranked: Ranked[];
  /** Share of the words that no text holds, 0..1. */
  unknown: number;
  /** Words of the texts that were looked for in the place of misspelled, half typed or misheard ones. */
  corrections: string[];
}

export type TextSearch = (request: TextRequest) => Promise<TextAnswer>;

/** Ranks a learner's texts with any of the words; words that none has are put right. */
export function createTextSearch(knex: Knex): TextSearch {
  const known = new KnownWords(knex);
  return async (request) => {
    const { index, groups, words, limit } = request;
    const look = createLook(knex, request);
    const { answer, corrections } = await lookCorrected(words, look, () => known.of(index, groups));
    return { ranked: answer.ranked.slice(0, limit), unknown: answer.unknown, corrections };
  };
}

/**
 * Looks for words, and then for others in the place of some: what has to be read for those is only what holds them, as the texts with the
 * words of before are there already.
 */
function createLook(knex: Knex, request: TextRequest): Look {
  const { groups, languages } = request;
  const corpus = { groups, languages };
  let first: { terms: Set<string>; found: Map<string, Candidate> } | undefined;

  async function candidatesFor(terms: readonly string[]): Promise<Candidate[]> {
    const further = terms.filter((term) => !first?.terms.has(term));
    const more = further.length > 0 ? await readMatches(knex, request, further) : [];
    const found = new Map([...(first?.found.values() ?? []), ...more].map((each) => [each.id, each]));
    // Ordering costs more than everything else, so that only what cannot be ranked whole is ordered by the database.
    if (found.size > MAX_CANDIDATES) return readMatches(knex, request, terms, 'best');
    first ??= { terms: new Set(terms), found };
    return [...found.values()];
  }

  return async (words) => {
    const terms = queryTerms(words, languages);
    if (terms.length === 0) return { ranked: [], unknown: 0, unknownTerms: new Set() };
    const candidates = await candidatesFor(terms);
    // Texts of a group that began while this was asked may be found before the others of theirs are there.
    return rank(
      words,
      candidates.filter(({ group }) => groups.has(group)),
      corpus,
    );
  };
}

/** The learner's texts with any of the terms, as many as are ranked and one more; of more the best, or any. */
async function readMatches(
  knex: Knex,
  request: TextRequest,
  terms: readonly string[],
  which: 'any' | 'best' = 'any',
): Promise<Candidate[]> {
  const { index, learnerId } = request;
  const { entries, columns } = index;
  const isPostgres = knex.client.config.client === 'pg';
  const query = (isPostgres ? matchesInPostgres : matchesInSqlite)(knex, index, learnerId, terms);
  narrow(query, request);
  if (which === 'best') query.orderByRaw((isPostgres ? bestFirstInPostgres : bestFirstInSqlite)(knex, index));
  const rows: CandidateRow[] = await query.limit(which === 'best' ? MAX_CANDIDATES : MAX_CANDIDATES + 1).select({
    id: `${entries}.${columns.id}`,
    group_id: `${entries}.${columns.group}`,
    ordinal: `${entries}.${columns.ordinal}`,
    lexemes: `${entries}.lexemes`,
  });
  return rows.map(({ id, group_id, ordinal, lexemes }) => ({
    id,
    group: group_id,
    ordinal,
    lexemes: fromBlob(lexemes),
  }));
}

function narrow(query: Knex.QueryBuilder, { index, groups, onlyGroups, said }: TextRequest): void {
  const { entries, columns } = index;
  if (onlyGroups) query.whereIn(`${entries}.${columns.group}`, [...groups.keys()]);
  if (said?.from === undefined && said?.to === undefined) return;
  query.join('messages', 'messages.id', `${entries}.${columns.id}`);
  if (said.from !== undefined) query.where('messages.created_at', '>=', said.from);
  if (said.to !== undefined) query.where('messages.created_at', '<', said.to);
}
