import type { Knex } from 'knex';
import type { EmbeddableTexts, TextScope, TextToEmbed } from '../../ports/vector-spaces.ts';
import { chunked } from './columns.ts';
import type { Database } from './database.ts';
import { SAID } from './message-index.ts';
import { otherThan, vectorTable } from './space-rows.ts';

/** Ids of one statement. */
const BATCH = 500;

interface TextRow {
  row_id: number;
  id: string;
  group_id: string;
  learner_id: string;
  text: string;
  /** JSON list; null where there are none. */
  headings: string | null;
}

/** Where texts of a kind are. */
interface Source {
  kind: EmbeddableTexts['kind'];
  table: string;
  /** The column of their ids. */
  id: string;
  /** With their text, joined to what is noted of their vectors. */
  withText(noted: Knex.QueryBuilder, knex: Knex): Knex.QueryBuilder;
  /** Those of the groups that are there for everybody: `id` and `learner_id`. */
  groups(knex: Knex, ids: readonly string[]): Knex.QueryBuilder;
}

const MATERIAL: Source = {
  kind: 'material',
  table: 'passages',
  id: 'id',
  // Those of documents that are being stored, deleted or cancelled are nobody's.
  withText: (noted) =>
    noted
      .join('passages', 'passages.row_id', 'passage_vectors.row_id')
      .join('documents', 'documents.id', 'passages.document_id')
      .where('documents.passage_count', '>', 0)
      .select('passages.text', 'passages.headings'),
  groups: (knex, ids) => knex('documents').whereIn('id', ids).where('passage_count', '>', 0).select('id', 'learner_id'),
};

const TALKS: Source = {
  kind: 'talks',
  table: 'message_terms',
  id: 'message_id',
  withText: (noted, knex) =>
    noted
      .join('message_terms', 'message_terms.row_id', 'message_vectors.row_id')
      .join('messages', 'messages.id', 'message_terms.message_id')
      .select(knex.raw(`${SAID} as text`), knex.raw('null as headings')),
  groups: (knex, ids) =>
    knex('message_terms').whereIn('conversation_id', ids).distinct({ id: 'conversation_id' }, 'learner_id'),
};

export function createPassageTexts(database: Database): EmbeddableTexts {
  return createTexts(database, MATERIAL);
}

export function createSaidTexts(database: Database): EmbeddableTexts {
  return createTexts(database, TALKS);
}

function createTexts({ knex }: Database, source: Source): EmbeddableTexts {
  const { kind, table, id } = source;
  const noted = vectorTable(kind);

  async function look(limit: number, [operator, value]: [string, string | null], scope: TextScope) {
    const query = source
      .withText(knex(noted), knex)
      .select({ id: `${table}.${id}` }, `${noted}.row_id`, `${noted}.learner_id`, `${noted}.group_id`)
      .where(`${noted}.embedded_by`, operator, value)
      .orderBy([`${noted}.embedded_by`, `${noted}.row_id`])
      .limit(limit);
    const rows: TextRow[] = await narrow(query, scope);
    return rows;
  }

  function narrow(query: Knex.QueryBuilder, scope: TextScope) {
    if (scope.learnerId !== undefined) query.where({ [`${noted}.learner_id`]: scope.learnerId });
    if (scope.group !== undefined) query.where({ [`${noted}.group_id`]: scope.group });
    if (scope.groups) query.whereIn(`${noted}.group_id`, [...scope.groups]);
    return query;
  }

  async function goneOf(groups: ReadonlyMap<string, string>): Promise<string[]> {
    const there = new Set<string>();
    for (const ids of chunked([...groups.keys()], BATCH)) {
      const rows: { id: string; learner_id: string }[] = await source.groups(knex, ids);
      for (const row of rows) if (groups.get(row.id) === row.learner_id) there.add(row.id);
    }
    return [...groups.keys()].filter((id) => !there.has(id));
  }

  return {
    kind,
    goneOf,
    async withoutVector(embedderId, limit, scope = {}) {
      const found: TextRow[] = [];
      for (const other of otherThan(embedderId)) {
        if (found.length < limit) found.push(...(await look(limit - found.length, other, scope)));
      }
      return found.toSorted((a, b) => a.row_id - b.row_id).map(toText);
    },
    async markEmbedded(ids, embedderId, lastRow = Number.MAX_SAFE_INTEGER) {
      for (const batch of chunked(ids, BATCH)) {
        const rows = knex(table).whereIn(id, batch).where('row_id', '<=', lastRow).select('row_id');
        await knex(noted).whereIn('row_id', rows).update({ embedded_by: embedderId });
      }
    },
    async unmark(group) {
      await knex(noted).where({ group_id: group }).update({ embedded_by: null });
    },
    async hasGroup(learnerId, group) {
      return (await goneOf(new Map([[group, learnerId]]))).length === 0;
    },
    async progress(embedderId, learnerId) {
      const isEmbedded = embedderId === undefined ? 'embedded_by is not null' : 'embedded_by = ?';
      const bindings = embedderId === undefined ? [] : [embedderId];
      const query = knex(noted)
        .count({ texts: '*' })
        .select(knex.raw(`sum(case when ${isEmbedded} then 1 else 0 end) as embedded`, bindings));
      if (learnerId !== undefined) query.where({ learner_id: learnerId });
      const row: { texts?: number | string; embedded?: number | string | null } | undefined = await query.first();
      return { texts: Number(row?.texts ?? 0), embedded: Number(row?.embedded ?? 0) };
    },
  };
}

/** The headings above a passage say what it is about; those that it begins with are not said twice. */
function toText({ row_id, id, group_id, learner_id, text, headings }: TextRow): TextToEmbed {
  const above: string[] = headings === null ? [] : JSON.parse(headings);
  const said = [...above.filter((heading) => !text.includes(heading)), text].join('\n');
  return { id, group: group_id, learnerId: learner_id, text: said, row: row_id };
}
