import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { clearLeftRows } from '../../src/knowledge/removals.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import {
  sessionRecord,
  storedConversation,
  storedDocument,
  storedLearner,
  T0,
  tokenRecord,
} from '../support/records.ts';
import { useDatabase } from './use-database.ts';

/** Several steps of each. */
const MANY = 600;
/** So many steps that some are seen between others, however busy the machine is. */
const MESSAGES = 3000;
const signal = new AbortController().signal;

describe.each(DATABASE_KINDS)('deleting a large account on %s', (kind) => {
  const database = useDatabase(kind);
  const stores = () => database().stores;
  const knex = () => database().database.knex;
  const left = async (table: string, owner: string) => {
    const row = await knex()(table).where({ learner_id: owner }).count({ count: '*' }).first();
    return Number(row?.['count']);
  };

  async function largeAccount() {
    const owner = await storedLearner(stores());
    const session = sessionRecord(owner);
    const token = tokenRecord(owner);
    await stores().sessions.create(session);
    await stores().tokens.create(token);
    const phone = `+1555${Math.floor(Math.random() * 1e7)}`;
    await stores().phones.link({ id: newId(), learnerId: owner, phone, createdAt: T0 });
    await storedDocument(
      stores(),
      owner,
      Array.from({ length: MANY }, (_, index) => `Photosynthesis, part ${index}.`),
    );
    const conversation = await storedConversation(stores(), owner);
    const message = { learner_id: owner, conversation_id: conversation, role: 'learner', status: 'complete' };
    const said = (position: number) => ({
      ...message,
      id: newId(),
      turn_id: newId(),
      position,
      text: 'x',
      created_at: T0,
    });
    await knex().batchInsert(
      'messages',
      Array.from({ length: MESSAGES }, (_, at) => said(at)),
      100,
    );
    const happened = () => ({ id: newId(), learner_id: owner, kind: 'talked', at: T0 });
    await knex().batchInsert('activity', Array.from({ length: MANY }, happened), 100);
    const learner = await stores().accounts.findLearner(owner);
    if (!learner) throw new Error('no learner');
    return { owner, session, token, phone, email: learner.email };
  }

  /** Nobody gets in by any of the ways that there were. */
  async function expectClosed({ owner, session, token, phone, email }: Awaited<ReturnType<typeof largeAccount>>) {
    const { accounts, sessions, tokens, phones, documents } = stores();
    expect(await accounts.findLearner(owner)).toBeUndefined();
    expect(await accounts.findLearnerByEmail(email)).toBeUndefined();
    expect(await accounts.findLearnerByEmail(owner)).toBeUndefined();
    expect(await accounts.updateLearner(owner, { name: 'Back' })).toBeUndefined();
    expect(await sessions.findByTokenHash(session.tokenHash)).toBeUndefined();
    expect(await tokens.findByTokenHash(token.tokenHash)).toBeUndefined();
    expect(await phones.findByPhone(phone)).toBeUndefined();
    expect((await documents.list(owner, { limit: 10 })).items).toEqual([]);
  }

  it('lets others ask between its steps, and opens nothing of it from the first one on', async () => {
    const account = await largeAccount();
    let isDone = false;
    const deleting = stores()
      .accounts.deleteLearner(account.owner)
      .finally(() => {
        isDone = true;
      });
    await expect.poll(() => left('passages', account.owner), { interval: 1 }).toBeLessThan(MANY);
    await expectClosed(account);
    const counts: number[] = [];
    while (!isDone) {
      counts.push(await left('messages', account.owner));
      // One way in each time: all of them take longer than a step, and the steps between would not be seen.
      expect(await stores().accounts.findLearnerByEmail(account.owner)).toBeUndefined();
      await setImmediate();
    }
    expect(await deleting).toBe(true);
    expect(new Set(counts.filter((count) => count > 0 && count < MESSAGES)).size).toBeGreaterThan(0);
    for (const table of ['messages', 'passages', 'activity', 'conversations', 'documents']) {
      expect([table, await left(table, account.owner)]).toEqual([table, 0]);
    }
    expect(await knex()('learners').where({ id: account.owner }).first()).toBeUndefined();
  });

  it('is gone on with after a process was killed in the middle of it, and then its vectors and files go', async () => {
    const [account, other] = [await largeAccount(), await largeAccount()];
    const { accounts, removals } = stores();
    const everybody = await accounts.countLearners();
    expect(await accounts.closeLearner(account.owner)).toBe(true);
    expect(await accounts.closeLearner(account.owner)).toBe(false);
    await expectClosed(account);
    expect(await accounts.countLearners()).toBe(everybody - 1);
    await clearLeftRows(removals, signal);
    expect(await knex()('learners').where({ id: account.owner }).first()).toBeUndefined();
    expect([await left('messages', account.owner), await left('messages', other.owner)]).toEqual([0, MESSAGES]);
    const pending = await removals.pending(1000);
    expect(pending.filter(({ learnerId }) => learnerId === account.owner)).toMatchObject([{ documentId: undefined }]);
  });

  it('frees its address at once, for an account that has nothing of it', async () => {
    const account = await largeAccount();
    const { accounts } = stores();
    await accounts.closeLearner(account.owner);
    const before = { name: 'Ada', passwordHash: 'hash', role: 'learner' as const, createdAt: T0 };
    const again = await accounts.createLearner(
      { ...before, id: newId(), email: account.email },
      { firstIsAdmin: false },
    );
    expect(await accounts.findLearnerByEmail(account.email)).toEqual(again);
  });

  it('shuts out who was being signed in while it was closed, and clears nothing of an open account', async () => {
    const [account, open] = [await largeAccount(), await largeAccount()];
    await stores().accounts.closeLearner(account.owner);
    const late = sessionRecord(account.owner);
    await stores().sessions.create(late);
    expect(await stores().sessions.findByTokenHash(late.tokenHash)).toBeUndefined();
    await stores().accounts.clearLearner(open.owner);
    expect(await left('messages', open.owner)).toBe(MESSAGES);
  });
});
