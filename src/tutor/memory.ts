import type { TutorEvents } from '../events/tutor.ts';
import type { SaidRecall } from '../knowledge/said-recall.ts';
import type { Clock } from '../ports/clock.ts';
import type { SaidHit } from '../ports/said-search.ts';
import { contentWords } from './content-words.ts';
import { selfContained } from './follow-up.ts';
import type { Question } from './tutor.ts';

/** Of earlier talks as many lines as are worth their place beside the passages. */
const MOST = 2;
/**
 * How near something said earlier has to be. Built-in embedder: of questions that are this near to another one (XQuAD es) 94 % are
 * answered by the same stretch of text, and 86 % of all recall nothing; of FairytaleQA's 38 % and 60 %, which is why words count as
 * well. A model's similarities of paraphrases are not measured.
 */
const NEAR = 0.6;
/** What shares fewer telling words with the question may be near by the shape of its words alone. */
const LEAST_SHARED = 2;
/** Retrieval of passages takes longer, as a rule: unless told otherwise, memory makes nobody wait longer than this, ms. */
const DEADLINE_MS = 150;
/** UTF-16 units of one message that the model is shown. */
const LONGEST = 600;

/** Something that was said in an earlier talk, with where and when. */
export interface Memory {
  conversationId: string;
  messageId: string;
  title: string;
  role: 'learner' | 'tutor';
  text: string;
  /** ms since the epoch */
  saidAt: number;
}

export interface MemoryParts {
  /** Undefined: nothing is remembered. */
  recall?: SaidRecall | undefined;
  /** How long an answer waits for it, ms. */
  recallDeadlineMs?: number | undefined;
  clock: Clock;
  events: Pick<TutorEvents, 'recalled'>;
}

/** What was said about this in the learner's earlier talks, where it helps; nothing when it is late or fails. */
export async function memoriesOf(parts: MemoryParts, question: Question, signal: AbortSignal): Promise<Memory[]> {
  const { recall, recallDeadlineMs = DEADLINE_MS, clock, events } = parts;
  if (!recall) return [];
  if (question.holdings && !question.holdings.talks) {
    events.recalled('nothing');
    return [];
  }
  const late = new AbortController();
  const { promise: tooLate, resolve } = Promise.withResolvers<'late'>();
  const cancel = clock.after(recallDeadlineMs, () => resolve('late'));
  const query = selfContained(question.text, question.history);
  const { learnerId, conversationId, remembered, holdings } = question;
  const within = remembered ? { conversationIds: remembered } : { except: { conversationId } };
  const asked = { learnerId, query, limit: MOST, holdings, ...within };
  const recalling = recall.recall(asked, AbortSignal.any([signal, late.signal])).catch(() => 'failed' as const);
  const answer = await Promise.race([recalling, tooLate]);
  cancel();
  if (typeof answer === 'string') {
    late.abort();
    events.recalled(answer);
    return [];
  }
  const own = contentWords(query);
  const near = answer.hits.filter((hit) => hit.score >= NEAR && (answer.knowsMeaning || sharesWords(own, hit)));
  events.recalled(near.length > 0 ? 'used' : 'nothing');
  return near.map(({ createdAt, text, score: _score, ...hit }) => ({
    ...hit,
    text: text.slice(0, LONGEST),
    saidAt: createdAt,
  }));
}

function sharesWords(own: ReadonlyMap<string, string>, { text }: SaidHit): boolean {
  const said = contentWords(text);
  return [...own.keys()].filter((stem) => said.has(stem)).length >= Math.min(LEAST_SHARED, own.size);
}

/** As the model is shown it: data with its source, in which nothing can end the mark that it stands in. */
export function memoryText(memories: readonly Memory[]): string {
  return memories
    .map(({ role, text, saidAt, title }) => {
      const date = new Date(saidAt).toISOString().slice(0, 10);
      return `<earlier_talk date="${date}" title=${JSON.stringify(plain(title))} said_by="${role}">${plain(text)}</earlier_talk>`;
    })
    .join('\n');
}

function plain(text: string): string {
  return text.replace(/[<>]/gu, ' ').replace(/\s+/gu, ' ').trim();
}
