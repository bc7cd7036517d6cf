import type { TutorEvents } from '../events/tutor.ts';
import type { Retrieval, Retriever } from '../knowledge/retriever.ts';
import type { Clock } from '../ports/clock.ts';
import type { ChatContent, ModelEvent } from '../ports/language-model.ts';
import type { AnswerText } from './answer-text.ts';
import { choosePassages, FURTHER_PASSAGES, lookedForIn } from './choose-passages.ts';
import { type AnswerPassages, toContent } from './passages.ts';
import type { Phrases } from './phrases.ts';
import { searchQueryOf } from './search-tool.ts';
import type { AnswerEvent, Question } from './tutor.ts';

export type ToolCall = Extract<ModelEvent, { type: 'tool_call' }>;
type ToolResult = Extract<ChatContent, { type: 'tool_result' }>;

/** A pause this long is noticed; from then on the tutor says what it is doing. */
const FILLER_MS = 700;
/** A search that takes longer is given up; the model goes on with what it has. */
const SEARCH_MS = 3000;
/** What the log and the metrics call a tool that the model made up. */
const UNKNOWN_TOOL = 'unknown';

export interface SearchParts {
  retriever: Retriever;
  clock: Clock;
  events: TutorEvents;
  question: Question;
  phrases: Phrases;
  passages: AnswerPassages;
  retrievalMs: number;
}

/**
 * Runs the searches that the model asked for, always in this learner's material and the talk's documents, whatever the
 * call says. New passages are numbered on and told. Says a filler when it takes long.
 * @param options.allowed false once the answer has searched enough: the calls are refused.
 * @returns what the model is told, in the order of its calls.
 */
export async function* runSearches(
  parts: SearchParts,
  text: AnswerText,
  calls: ToolCall[],
  options: { allowed: boolean; signal: AbortSignal },
): AsyncGenerator<AnswerEvent, ToolResult[]> {
  const working = Promise.all(calls.map((call) => runCall(parts, call, options)));
  const { promise: slow, resolve } = Promise.withResolvers<'slow'>();
  const cancel = parts.clock.after(FILLER_MS, () => resolve('slow'));
  if ((await Promise.race([working, slow])) === 'slow') yield* text.say(parts.phrases.filler);
  cancel();
  const outcomes = await working;
  options.signal.throwIfAborted();
  const added = outcomes.map(({ found }) => parts.passages.add(found?.passages ?? []));
  if (added.some((passages) => passages.length > 0)) yield passagesEvent(parts);
  return outcomes.map(({ call, found, refusal }): ToolResult => {
    if (refusal !== undefined) return { ...resultOf(call), content: [{ type: 'text', text: refusal }], failed: true };
    // Two that were found may be part of one that is there already.
    const numbered = new Set((found?.passages ?? []).map(({ id }) => parts.passages.find(id)));
    const content = [...numbered].flatMap((each) => (each ? [toContent(each)] : []));
    if (content.length > 0) return { ...resultOf(call), content };
    return { ...resultOf(call), content: [{ type: 'text', text: 'The material holds nothing about this.' }] };
  });
}

function passagesEvent({ passages, retrievalMs }: SearchParts): AnswerEvent {
  return { type: 'passages', passages: passages.references(), retrievalMs, degraded: false };
}

function resultOf(call: ToolCall): { type: 'tool_result'; id: string } {
  return { type: 'tool_result', id: call.id };
}

interface Outcome {
  call: ToolCall;
  found?: Retrieval;
  refusal?: string;
}

async function runCall(
  parts: SearchParts,
  call: ToolCall,
  { allowed, signal }: { allowed: boolean; signal: AbortSignal },
): Promise<Outcome> {
  const query = searchQueryOf(call);
  if (query === undefined || !allowed) {
    parts.events.toolCalled(query === undefined ? UNKNOWN_TOOL : call.name, 'refused');
    const refusal = allowed
      ? 'There is no such tool, or the input does not fit it. Answer with what you have.'
      : 'Enough searched for this answer. Answer now with what you have.';
    return { call, refusal };
  }
  const found = await search(parts, query, signal);
  parts.events.toolCalled(call.name, found ? 'done' : 'refused');
  return found ? { call, found } : { call, refusal: 'The material can’t be searched right now.' };
}

async function search(parts: SearchParts, query: string, signal: AbortSignal): Promise<Retrieval | undefined> {
  const { learnerId, documentIds } = parts.question;
  const late = new AbortController();
  const { promise: ended, resolve } = Promise.withResolvers<undefined>();
  const end = (): void => {
    late.abort();
    resolve(undefined);
  };
  const cancel = parts.clock.after(SEARCH_MS, end);
  signal.addEventListener('abort', end, { once: true });
  try {
    const limit = lookedForIn(FURTHER_PASSAGES);
    const searching = parts.retriever.retrieve({ learnerId, documentIds, query, limit }, late.signal);
    const chosen = searching.then((all) => ({ ...all, passages: choosePassages(all.passages, FURTHER_PASSAGES) }));
    const caught = chosen.catch((error: unknown) => {
      if (!late.signal.aborted) parts.events.retrievalFailed(error);
      return undefined;
    });
    return await Promise.race([caught, ended]);
  } finally {
    cancel();
    signal.removeEventListener('abort', end);
  }
}
