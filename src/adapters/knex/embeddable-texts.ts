import type { Knex } from 'knex';
import type { EmbeddableTexts, TextScope, TextToEmbed } from '../../ports/vector-spaces.ts';
import { chunked } from './columns.ts';
import type { Database } from './database.ts';
import { SAID } from './message-index.ts';
import { otherThan } from './space-rows.ts';

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

/** Where texts of a kind are: the table that `embedded_by` is in, and the columns' names. */
interface Source {
  kind: EmbeddableTexts['kind'];
  table: string;
  id: string;
  groupColumn: string;
  /** Rows with their text. */
  rows(knex: Knex): Knex.QueryBuilder;
  /** Something where the group is there for everybody. */
  group(knex: Knex, learnerId: string, id: string): Knex.QueryBuilder;
}

const MATERIAL: Source = {
  kind: 'material',
  table: 'passages',
  id: 'id',
  groupColumn: 'document_id',
  // Those of documents that are being stored, deleted or cancelled are nobody's.
  rows: (knex) =>
    knex('passages')
      .join('documents', 'documents.id', 'passages.document_id')
      .where('documents.passage_count', '>', 0)
      .select('passages.text', 'passages.headings'),
  group: (knex, learnerId, id) => knex('documents').where({ id, learner_id: learnerId }).where('passage_count', '>', 0),
};

const TALKS: Source = {
  kind: 'talks',
  table: 'message_terms',
  id: 'message_id',
  groupColumn: 'conversation_id',
  rows: (knex) =>
    knex('message_terms')
      .join('messages', 'messages.id', 'message_terms.message_id')
      .select(knex.raw(`${SAID} as text`), knex.raw('null as headings')),
  group: (knex, learnerId, id) => knex('message_terms').where({ conversation_id: id, learner_id: learnerId }),
};

export function createPassageTexts(database: Database): EmbeddableTexts {
  return createTexts(database, MATERIAL);
}

export function createSaidTexts(database: Database): EmbeddableTexts {
  return createTexts(database, TALKS);
}

function createTexts({ knex }: Database, source: Source): EmbeddableTexts {
  const { kind, table, id, groupColumn } = source;

  async function look(limit: number, [operator, value]: [string, string | null], scope: TextScope) {
    const query = source
      .rows(knex)
      .select({ id: `${table}.${id}`, group_id: `${table}.${groupColumn}` }, `${table}.row_id`, `${table}.learner_id`)
      .where(`${table}.embedded_by`, operator, value)
      .orderBy([`${table}.embedded_by`, `${table}.row_id`])
      .limit(limit);
    const rows: TextRow[] = await narrow(query, scope);
    return rows;
  }

  function narrow(query: Knex.QueryBuilder, scope: TextScope) {
    if (scope.learnerId !== undefined) query.where({ [`${table}.learner_id`]: scope.learnerId });
    if (scope.group !== undefined) query.where({ [`${table}.${groupColumn}`]: scope.group });
    if (scope.groups) query.whereIn(`${table}.${groupColumn}`, [...scope.groups]);
    return query;
  }

  return {
    kind,
    async withoutVector(embedderId, limit, scope = {}) {
      const found: TextRow[] = [];
      for (const other of otherThan(embedderId)) {
        if (found.length < limit) found.push(...(await look(limit - found.length, other, scope)));
      }
      return found.toSorted((a, b) => a.row_id - b.row_id).map(toText);
    },
    async markEmbedded(ids, embedderId, lastRow = Number.MAX_SAFE_INTEGER) {
      for (const batch of chunked(ids, BATCH)) {
        await knex(table).whereIn(id, batch).where('row_id', '<=', lastRow).update({ embedded_by: embedderId });
      }
    },
    async unmark(group) {
      await knex(table)
        .where({ [groupColumn]: group })
        .update({ embedded_by: null });
    },
    async hasGroup(learnerId, group) {
      return (await source.group(knex, learnerId, group).first(knex.raw('1 as one'))) !== undefined;
    },
    async progress(embedderId, learnerId) {
      const isEmbedded = embedderId === undefined ? 'embedded_by is not null' : 'embedded_by = ?';
      const bindings = embedderId === undefined ? [] : [embedderId];
      const query = knex(table)
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
