import type { Knex } from 'knex';
import type { EmbeddableTexts, TextToEmbed } from '../../ports/vector-spaces.ts';
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
  group: string;
  /** Rows with their text. */
  rows(knex: Knex): Knex.QueryBuilder;
}

const MATERIAL: Source = {
  kind: 'material',
  table: 'passages',
  id: 'id',
  group: 'document_id',
  rows: (knex) => knex('passages').select('passages.text', 'passages.headings'),
};

const TALKS: Source = {
  kind: 'talks',
  table: 'message_terms',
  id: 'message_id',
  group: 'conversation_id',
  rows: (knex) =>
    knex('message_terms')
      .join('messages', 'messages.id', 'message_terms.message_id')
      .select(knex.raw(`${SAID} as text`), knex.raw('null as headings')),
};

export function createPassageTexts(database: Database): EmbeddableTexts {
  return createTexts(database, MATERIAL);
}

export function createSaidTexts(database: Database): EmbeddableTexts {
  return createTexts(database, TALKS);
}

function createTexts({ knex }: Database, source: Source): EmbeddableTexts {
  const { kind, table, id, group } = source;

  async function look(limit: number, [operator, value]: [string, string | null], scope: Parameters<typeof narrow>[1]) {
    const query = source
      .rows(knex)
      .select({ id: `${table}.${id}`, group_id: `${table}.${group}` }, `${table}.row_id`, `${table}.learner_id`)
      .where(`${table}.embedded_by`, operator, value)
      .orderBy([`${table}.embedded_by`, `${table}.row_id`])
      .limit(limit);
    const rows: TextRow[] = await narrow(query, scope);
    return rows;
  }

  function narrow(query: Knex.QueryBuilder, scope: { learnerId?: string | undefined; group?: string | undefined }) {
    if (scope.learnerId !== undefined) query.where({ [`${table}.learner_id`]: scope.learnerId });
    if (scope.group !== undefined) query.where({ [`${table}.${group}`]: scope.group });
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
    async markEmbedded(ids, embedderId) {
      for (const batch of chunked(ids, BATCH)) {
        await knex(table).whereIn(id, batch).update({ embedded_by: embedderId });
      }
    },
    async hasGroup(learnerId, groupId) {
      return (
        (await knex(table)
          .where({ [group]: groupId, learner_id: learnerId })
          .first(id)) !== undefined
      );
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
function toText({ id, group_id, learner_id, text, headings }: TextRow): TextToEmbed {
  const above: string[] = headings === null ? [] : JSON.parse(headings);
  const said = [...above.filter((heading) => !text.includes(heading)), text].join('\n');
  return { id, group: group_id, learnerId: learner_id, text: said };
}
