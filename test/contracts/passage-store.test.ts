import { beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { storedDocument, storedLearner } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

describe.each(DATABASE_KINDS)('passage store on %s', (kind) => {
  const database = useDatabase(kind);
  const passages = () => database().stores.passages;

  // Vectors are looked after for all learners together: begin each test without any.
  beforeEach(async () => {
    await database().database.knex('documents').delete();
  });

  async function stored(texts: string[]) {
    const owner = await storedLearner(database().stores);
    return { owner, ...(await storedDocument(database().stores, owner, texts)) };
  }

  it('gives passages in the order asked for, with the title of their document', async () => {
    const { owner, passages: all } = await stored(['One.', 'Two.', 'Three.']);
    const [first, second, third] = all.map((passage) => ({ ...passage, title: 'Optics' }));
    const asked = [third?.id ?? '', newId(), first?.id ?? '', second?.id ?? ''];
    expect(await passages().byIds(owner, asked)).toEqual([third, first, second]);
    expect(await passages().byIds(owner, [])).toEqual([]);
  });

  it('gives more passages than a statement may have parameters', async () => {
    const { owner, passages: all } = await stored(['One.']);
    const asked = [...Array.from({ length: 1200 }, () => newId()), all[0]?.id ?? ''];
    expect(await passages().byIds(owner, asked)).toHaveLength(1);
  });

  it('counts', async () => {
    const { owner } = await stored(['One.', 'Two.']);
    expect(await passages().count(owner)).toBe(2);
    expect(await passages().count('nobody')).toBe(0);
  });
});
