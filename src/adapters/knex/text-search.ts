import type { Knex } from 'knex';
import type { StemmedLanguage } from '../../languages/stem.ts';
import { queryTerms } from './full-text.ts';
import { bestFirstInPostgres, matchesInPostgres } from './full-text-postgres.ts';
import { bestFirstInSqlite, matchesInSqlite } from './full-text-sqlite.ts';
import { fromBlob } from './lexemes.ts';
import { type Ranked, rank } from './rank.ts';
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
  /** Share of the words that no text holds, 0..1, and which these are, without accents. */
  unknown: number;
  unknownTerms: ReadonlySet<string>;
}

/** The learner's texts with any of the words, ranked. */
export async function searchTexts(knex: Knex, request: TextRequest): Promise<TextAnswer> {
  const { index, learnerId, words, groups, languages, limit } = request;
  const terms = queryTerms(words, languages);
  if (terms.length === 0) return { ranked: [], unknown: 0, unknownTerms: new Set() };
  const isPostgres = knex.client.config.client === 'pg';
  const { entries, columns } = index;
  const matches = () => {
    const query = (isPostgres ? matchesInPostgres : matchesInSqlite)(knex, index, learnerId, terms);
    narrow(query, request);
    return query.select({
      id: `${entries}.${columns.id}`,
      group_id: `${entries}.${columns.group}`,
      ordinal: `${entries}.${columns.ordinal}`,
      lexemes: `${entries}.lexemes`,
    });
  };
  // Ordering costs more than everything else, so that only what cannot be ranked whole is ordered by the database.
  let rows: CandidateRow[] = await matches().limit(MAX_CANDIDATES + 1);
  if (rows.length > MAX_CANDIDATES) {
    const bestFirst = (isPostgres ? bestFirstInPostgres : bestFirstInSqlite)(knex, index);
    rows = await matches().orderByRaw(bestFirst).limit(MAX_CANDIDATES);
  }
  // Texts of a group that began while this was asked may be found before the others of theirs are there.
  const known = rows.filter(({ group_id }) => groups.has(group_id));
  const candidates = known.map(({ id, group_id, ordinal, lexemes }) => ({
    id,
    group: group_id,
    ordinal,
    lexemes: fromBlob(lexemes),
  }));
  const answer = rank(words, candidates, { groups, languages });
  return { ...answer, ranked: answer.ranked.slice(0, limit) };
}

function narrow(query: Knex.QueryBuilder, { index, groups, onlyGroups, said }: TextRequest): void {
  const { entries, columns } = index;
  if (onlyGroups) query.whereIn(`${entries}.${columns.group}`, [...groups.keys()]);
  if (said?.from === undefined && said?.to === undefined) return;
  query.join('messages', 'messages.id', `${entries}.${columns.id}`);
  if (said.from !== undefined) query.where('messages.created_at', '>=', said.from);
  if (said.to !== undefined) query.where('messages.created_at', '<', said.to);
}
