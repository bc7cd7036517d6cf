import type { Knex } from 'knex';
import type { Course, CourseChange, CourseStore } from '../../ports/course-store.ts';
import { chunked, storable } from './columns.ts';
import type { Database } from './database.ts';

interface CourseRow {
  id: string;
  learner_id: string;
  name: string;
  created_at: number;
}

interface PlaceRow {
  course_id: string;
  document_id: string;
  /** Rises in the order in which documents were put in. */
  position: number;
}

/** Ids of one statement. */
const BATCH = 500;

export function createCourseStore({ knex }: Database): CourseStore {
  const courses = () => knex<CourseRow>('courses');

  async function find(learnerId: string, id: string): Promise<Course | undefined> {
    const row = await courses().where({ id, learner_id: learnerId }).first();
    return row && toCourse(row, await documentsIn(knex, id));
  }

  return {
    create({ id, learnerId, name, createdAt }, most) {
      return knex.transaction(async (trx) => {
        // One after the other for a learner: what two of them count together is then true.
        await trx('learners').where({ id: learnerId }).forNoKeyUpdate().first('id');
        const row = await trx('courses').where({ learner_id: learnerId }).count({ count: '*' }).first();
        if (Number(row?.['count'] ?? 0) >= most) return 'full';
        await trx<CourseRow>('courses').insert({
          id,
          learner_id: learnerId,
          name: storable(name),
          created_at: createdAt,
        });
        return 'created';
      });
    },
    async list(learnerId) {
      const rows = await courses().where({ learner_id: learnerId }).orderBy(['created_at', 'id']);
      const places: PlaceRow[] = await knex<PlaceRow>('course_documents')
        .whereIn('course_id', knex('courses').where({ learner_id: learnerId }).select('id'))
        .orderBy('position');
      const byCourse = Map.groupBy(places, (place) => place.course_id);
      return rows.map((row) =>
        toCourse(
          row,
          (byCourse.get(row.id) ?? []).map(({ document_id }) => document_id),
        ),
      );
    },
    find,
    async rename(learnerId, id, name) {
      await courses()
        .where({ id, learner_id: learnerId })
        .update({ name: storable(name) });
      return find(learnerId, id);
    },
    async remove(learnerId, id) {
      return (await courses().where({ id, learner_id: learnerId }).delete()) > 0;
    },
    change(learnerId, id, change, most) {
      return knex.transaction(async (trx) => {
        const row = await trx<CourseRow>('courses').where({ id, learner_id: learnerId }).forUpdate().first();
        if (!row) return { outcome: 'no_course' };
        if (!(await areOwn(trx, learnerId, change.add))) return { outcome: 'no_document' };
        const before = await documentsIn(trx, id);
        const { added, removed, after } = difference(before, change);
        if (after.length > most) return { outcome: 'full' };
        await takeOut(trx, id, removed);
        await putIn(trx, id, added);
        return { outcome: 'changed', course: toCourse(row, after) };
      });
    },
    async documentIds(learnerId, id) {
      const own = await courses().where({ id, learner_id: learnerId }).first('id');
      return own && documentsIn(knex, id);
    },
    async conversationIds(learnerId, id) {
      const rows: { id: string }[] = await knex('conversations')
        .where({ learner_id: learnerId, course_id: id })
        .select('id');
      return rows.map((row) => row.id);
    },
  };
}

function difference(before: string[], { add, remove }: CourseChange) {
  const [were, out] = [new Set(before), new Set(remove)];
  const added = [...new Set(add)].filter((id) => !were.has(id) && !out.has(id));
  const removed = before.filter((id) => out.has(id));
  return { added, removed, after: [...before.filter((id) => !out.has(id)), ...added] };
}

async function documentsIn(knex: Knex, courseId: string): Promise<string[]> {
  const rows = await knex<PlaceRow>('course_documents')
    .where({ course_id: courseId })
    .orderBy('position')
    .select('document_id');
  return rows.map(({ document_id }) => document_id);
}

async function areOwn(trx: Knex.Transaction, learnerId: string, ids: string[]): Promise<boolean> {
  for (const batch of chunked([...new Set(ids)], BATCH)) {
    const found: { id: string }[] = await trx('documents')
      .where({ learner_id: learnerId, removed: false })
      .whereIn('id', batch)
      .select('id');
    if (found.length < batch.length) return false;
  }
  return true;
}

async function takeOut(trx: Knex.Transaction, courseId: string, ids: string[]): Promise<void> {
  for (const batch of chunked(ids, BATCH)) {
    await trx('course_documents').where({ course_id: courseId }).whereIn('document_id', batch).delete();
  }
}

async function putIn(trx: Knex.Transaction, courseId: string, ids: string[]): Promise<void> {
  const last = await trx('course_documents').where({ course_id: courseId }).max({ position: 'position' }).first();
  const first = Number(last?.['position'] ?? -1) + 1;
  const rows = ids.map((id, at): PlaceRow => ({ course_id: courseId, document_id: id, position: first + at }));
  for (const batch of chunked(rows, BATCH)) await trx<PlaceRow>('course_documents').insert(batch);
}

function toCourse(row: CourseRow, documentIds: string[]): Course {
  return { id: row.id, learnerId: row.learner_id, name: row.name, documentIds, createdAt: row.created_at };
}
