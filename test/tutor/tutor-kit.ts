import { Registry } from 'prom-client';
import { createAnthropicModel } from '../../src/adapters/anthropic/language-model.ts';
import { createTutorEvents } from '../../src/events/tutor.ts';
import { newId } from '../../src/ids.ts';
import type { RetrievalRequest, RetrievedPassage, Retriever } from '../../src/knowledge/retriever.ts';
import type { SaidRecall } from '../../src/knowledge/said-recall.ts';
import { createLogger } from '../../src/logger.ts';
import type { FurtherUse, UsageNotes } from '../../src/ports/usage-store.ts';
import { createTutor } from '../../src/tutor/create-tutor.ts';
import { createRewrite } from '../../src/tutor/rewrite.ts';
import type { AnswerEvent, Question, Tutor } from '../../src/tutor/tutor.ts';
import { FakeClock } from '../support/fake-clock.ts';
import type { FakeMessagesApi } from '../support/fake-messages-api.ts';

export const LEAVES =
  'Leaves make sugar from light, water and carbon dioxide. The green colour comes from chlorophyll.\nIt sits in the chloroplasts.';
export const ROOTS = 'Roots take up water from the soil. They also hold the plant firmly in its place.';

/** A passage that stands somewhere in its document, not at its start. */
export function passage(text: string, title = 'Plants', start = 100): RetrievedPassage {
  const end = start + text.length;
  const ids = { id: newId(), documentId: newId(), learnerId: newId() };
  return { ...ids, ordinal: 0, start, end, headings: [], text, title, score: 1, matched: ['keyword'] };
}

/** Gives the passages it was told to, one list a call, the last again and again; records what it was asked. */
export class ScriptedRetriever implements Retriever {
  readonly requests: RetrievalRequest[] = [];
  readonly signals: AbortSignal[] = [];
  readonly #answers: (() => Promise<RetrievedPassage[]>)[];

  constructor(...answers: (RetrievedPassage[] | (() => Promise<RetrievedPassage[]>))[]) {
    this.#answers = answers.map((answer) => (typeof answer === 'function' ? answer : async () => answer));
  }

  async retrieve(request: RetrievalRequest, signal: AbortSignal) {
    this.requests.push(request);
    this.signals.push(signal);
    const next = this.#answers.length > 1 ? this.#answers.shift() : this.#answers[0];
    return { passages: (await next?.()) ?? [], degraded: false };
  }
}

export function kitOf(retriever: Retriever, api?: FakeMessagesApi, recall?: SaidRecall, recallDeadlineMs?: number) {
  const clock = new FakeClock();
  const registry = new Registry();
  const events = createTutorEvents(registry, createLogger({ level: 'silent', pretty: false }));
  const model = api && createAnthropicModel({ model: 'claude-haiku-5-5', apiKey: 'k', baseUrl: api.url, clock });
  const uses: FurtherUse[] = [];
  const usage: UsageNotes = { add: async (use) => void uses.push(use) };
  const rewrite = model && createRewrite({ model, usage, clock, events });
  const tutor = createTutor({ retriever, recall, recallDeadlineMs, model, rewrite, clock, events });
  return { tutor, clock, registry, events, uses };
}

export function question(text: string, more: Partial<Question> = {}): Question {
  return { learnerId: 'learner-1', learnerName: 'Ada', text, mode: 'explain', history: [], ...more };
}

/** All events of an answer, with its text and what ended it. */
export async function collect(tutor: Tutor, asked: Question, signal = new AbortController().signal) {
  const events: AnswerEvent[] = [];
  let error: unknown;
  try {
    for await (const event of tutor.answer(asked, signal)) events.push(event);
  } catch (thrown) {
    error = thrown;
  }
  const of = <T extends AnswerEvent['type']>(type: T) =>
    events.filter((event): event is Extract<AnswerEvent, { type: T }> => event.type === type);
  return {
    events,
    error,
    text: of('delta')
      .map((event) => event.text)
      .join(''),
    sentences: of('sentence').map((event) => event.text),
    citations: of('citation'),
    passages: of('passages'),
    notices: of('notice').map((event) => event.code),
    end: of('end')[0],
  };
}

/** Value of a counter with these labels. */
export async function counted(registry: Registry, name: string, labels: Record<string, string>): Promise<number> {
  const values = (await registry.getSingleMetric(name)?.get())?.values ?? [];
  const found = values.find((value) => {
    const has: Record<string, unknown> = value.labels;
    return Object.entries(labels).every(([key, wanted]) => has[key] === wanted);
  });
  return found?.value ?? 0;
}
