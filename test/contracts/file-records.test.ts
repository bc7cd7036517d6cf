import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { documentRecord, recordingRecord, storedConversation, storedLearner, T0 } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

describe.each(DATABASE_KINDS)('file records on %s', (kind) => {
  const database = useDatabase(kind);
  const files = () => database().stores.files;

  /** A learner with a key that nothing names and those of each kind of row. */
  async function withFiles() {
    const { stores } = database();
    const learner = await storedLearner(stores);
    const key = (kind: string) => `${learner}/${kind}/${newId()}`;
    const document = documentRecord(learner, { blobKey: `${learner}/${newId()}` });
    await stores.documents.create(document);
    const recording = recordingRecord(learner, await storedConversation(stores, learner));
    await stores.recordings.add(recording);
    const upload = {
      id: newId(),
      learnerId: learner,
      name: 'a.txt',
      bytes: 9,
      received: 0,
      createdAt: T0,
      touchedAt: T0,
    };
    await stores.uploads.create(upload);
    const partKey = key('uploads');
    await stores.uploads.append(learner, upload.id, { start: 0, bytes: 5, blobKey: partKey }, T0);
    const orphan = key('uploads');
    return { learner, document, upload, orphan, named: [document.blobKey, recording.blobKey, partKey] };
  }

  it('know the files of documents, recordings and parts of uploads', async () => {
    const { orphan, named } = await withFiles();
    expect(await files().orphans([...named, orphan])).toEqual([orphan]);
    expect(await files().orphans([])).toEqual([]);
  });

  it('know those that are noted to go', async () => {
    const { stores } = database();
    const { learner, document, upload, orphan, named } = await withFiles();
    await stores.documents.remove(learner, document.id);
    await stores.recordings.removeAll(learner);
    await stores.uploads.remove(learner, upload.id);
    expect(await files().orphans([...named, orphan])).toEqual([orphan]);
  });

  it('say nothing of files whose learner is not of this database, or was deleted', async () => {
    const { learner, orphan } = await withFiles();
    const others = [`${newId()}/${newId()}`, 'something', 'backups/2026'];
    expect(await files().orphans([...others, orphan])).toEqual([orphan]);
    await database().stores.accounts.deleteLearner(learner);
    expect(await files().orphans([...others, orphan])).toEqual([]);
  });

  it('tell the files of several learners apart', async () => {
    const [ada, eve] = [await withFiles(), await withFiles()];
    const asked = [ada.orphan, ...eve.named, eve.orphan, ...ada.named];
    expect(await files().orphans(asked)).toEqual([ada.orphan, eve.orphan]);
  });

  it('look into every table that names a file', async () => {
    const { knex } = database().database;
    const sql =
      kind === 'sqlite'
        ? "select m.name from sqlite_schema m join pragma_table_info(m.name) c on c.name = 'blob_key' where m.type = 'table'"
        : "select table_name as name from information_schema.columns where column_name = 'blob_key' and table_schema = current_schema()";
    const answer = await knex.raw(sql);
    const rows: { name: string }[] = kind === 'sqlite' ? answer : answer.rows;
    // The chunks are the files themselves.
    const names = rows.map(({ name }) => name).filter((name) => name !== 'blob_chunks');
    expect(names.sort()).toEqual(['documents', 'recordings', 'removals', 'upload_parts']);
  });
});
