import type { Knex } from 'knex';
import type { Holdings } from '../../ports/vector-spaces.ts';
import type { SpaceKind } from '../../ports/vector-store.ts';

/** SQLite's booleans are numbers. */
type Found = boolean | number;

interface HeldRow {
  kind: SpaceKind | null;
  embedder_id: string | null;
  dimensions: number | null;
  material: Found;
  talks: Found;
}

/** See the port. One statement: it stands before every search of a turn. */
export async function holdingsOf(knex: Knex, learnerId: string, besidesTalk?: string): Promise<Holdings> {
  const talks = knex('message_terms').where({ learner_id: learnerId }).select(knex.raw('1'));
  if (besidesTalk !== undefined) talks.whereNot({ conversation_id: besidesTalk });
  const material = knex('documents')
    .where({ learner_id: learnerId })
    .where('passage_count', '>', 0)
    .select(knex.raw('1'));
  const rows: HeldRow[] = await knex
    .from(knex.raw('(select 1 as one) as here'))
    .joinRaw("left join vector_spaces as space on space.learner_id = ? and space.state = 'serving'", [learnerId])
    .select('space.kind', 'space.embedder_id', 'space.dimensions')
    .select(knex.raw('exists ? as material', [material]), knex.raw('exists ? as talks', [talks]));
  const held = (kind: SpaceKind) => {
    const { embedder_id: id, dimensions } = rows.find((row) => row.kind === kind) ?? {};
    return { serving: id && dimensions ? { id, dimensions } : undefined };
  };
  const [first] = rows;
  return { ...(first?.material && { material: held('material') }), ...(first?.talks && { talks: held('talks') }) };
}
