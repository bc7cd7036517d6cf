import { describe, expect, it } from 'vitest';
import { DATABASE_KINDS } from '../support/databases.ts';
import { resultRecord, storedConversation, storedDocument, storedLearner, T0, turnRecord } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

describe.each(DATABASE_KINDS)('what a learner has to look into on %s', (kind) => {
  const database = useDatabase(kind);
  const stores = () => database().stores;
  const holdings = (learnerId: string, besides?: string) => stores().spaces.holdings(learnerId, besides);

  /** A talk in which something was asked and answered. */
  async function talked(learnerId: string) {
    const conversation = await storedConversation(stores(), learnerId);
    const turn = turnRecord(learnerId, conversation);
    await stores().messages.beginTurn(turn);
    await stores().messages.endTurn(resultRecord(turn.turnId));
    return conversation;
  }

  it('is nothing at first, and nothing of what others have', async () => {
    const [ada, ben] = [await storedLearner(stores()), await storedLearner(stores())];
    await storedDocument(stores(), ben, ['Leaves make sugar.']);
    await talked(ben);
    expect(await holdings(ada)).toEqual({});
  });

  it('is a document from the moment that it is ready until it is deleted', async () => {
    const learnerId = await storedLearner(stores());
    const { document } = await storedDocument(stores(), learnerId, ['Leaves make sugar.']);
    expect(await holdings(learnerId)).toEqual({ material: { serving: undefined } });
    await stores().documents.remove(learnerId, document.id);
    expect(await holdings(learnerId)).toEqual({});
  });

  it('is what was said in other talks than this one', async () => {
    const learnerId = await storedLearner(stores());
    const talk = await talked(learnerId);
    expect(await holdings(learnerId)).toEqual({ talks: { serving: undefined } });
    expect(await holdings(learnerId, talk)).toEqual({});
    const another = await talked(learnerId);
    expect(await holdings(learnerId, talk)).toEqual({ talks: { serving: undefined } });
    await stores().conversations.remove(learnerId, another);
    expect(await holdings(learnerId, talk)).toEqual({});
  });

  it('comes with the vectors that serve, of each kind its own', async () => {
    const learnerId = await storedLearner(stores());
    const { passages } = await storedDocument(stores(), learnerId, ['Leaves make sugar.']);
    await talked(learnerId);
    const { material, talks } = stores().texts;
    await material.markEmbedded(
      passages.map(({ id }) => id),
      'e1',
    );
    const said = await talks.withoutVector('e2', 10, { learnerId });
    await talks.markEmbedded(
      said.map(({ id }) => id),
      'e2',
    );
    const serving = { learnerId, dimensions: 8 };
    await stores().spaces.complete({ ...serving, kind: 'material', embedderId: 'e1' }, T0);
    await stores().spaces.complete({ ...serving, kind: 'talks', embedderId: 'e2' }, T0);
    expect(await holdings(learnerId)).toEqual({
      material: { serving: { id: 'e1', dimensions: 8 } },
      talks: { serving: { id: 'e2', dimensions: 8 } },
    });
  });
});
