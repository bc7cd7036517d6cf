import type { Learner } from '../ports/account-store.ts';
import type { Call, CallOfLearner, CallStore } from '../ports/call-store.ts';
import type { Page, PageRequest } from '../ports/page.ts';
import { callSummary } from './call-summary.ts';
import type { TopicDeps } from './call-topics.ts';
import { phrasesFor } from './phrases.ts';

export interface CallRecordsDeps extends TopicDeps {
  calls: Pick<CallStore, 'list' | 'talks'>;
  accounts: { findLearner(id: string): Promise<Learner | undefined> };
}

/** Calls as their learner reads of them, with the words that were said of each at its end. */
export interface CallRecords {
  /** Newest first. */
  list(learnerId: string, page: PageRequest): Promise<Page<CallOfLearner>>;
}

export function createCallRecords(deps: CallRecordsDeps): CallRecords {
  return {
    async list(learnerId, page) {
      const language = (await deps.accounts.findLearner(learnerId))?.language;
      const { items, ...rest } = await deps.calls.list(learnerId, page);
      const of = async (call: Call): Promise<CallOfLearner> => {
        const talks = await deps.calls.talks(call.callSid);
        return { call, talks, summary: await callSummary(deps, { ...call, learnerId, talks }, phrasesFor(language)) };
      };
      return { items: await Promise.all(items.map(of)), ...rest };
    },
  };
}
