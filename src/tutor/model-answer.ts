import { unavailable } from '../errors.ts';
import type { TutorEvents } from '../events/tutor.ts';
import type { Retriever } from '../knowledge/retriever.ts';
import type { Clock } from '../ports/clock.ts';
import type { ChatContent, ChatMessage, ChatRequest, LanguageModel, ModelEvent } from '../ports/language-model.ts';
import { AnswerText } from './answer-text.ts';
import { append } from './history.ts';
import type { AnswerPassages } from './passages.ts';
import type { Phrases } from './phrases.ts';
import { runSearches, type ToolCall } from './run-searches.ts';
import { Spending } from './spending.ts';
import type { AnswerEvent, Question } from './tutor.ts';

/** Times an answer may look further; each is heard as a pause. */
const TOOL_STEPS = 3;

export interface ModelAnswerParts {
  model: LanguageModel;
  retriever: Retriever;
  clock: Clock;
  events: TutorEvents;
  question: Question;
  language: string;
  phrases: Phrases;
  passages: AnswerPassages;
  retrievalMs: number;
}

/**
 * An answer worded by the model: its text in sentences, with the citations that hold, and the searches it asks for in
 * between. Throws what the model throws, after what it cost, and `model_silent` where it said nothing at all.
 */
export async function* modelAnswer(
  parts: ModelAnswerParts,
  first: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent> {
  const text = new AnswerText(parts.passages, parts.events, parts.language);
  const spending = new Spending(parts.model.id);
  try {
    yield* inSteps({ ...parts, text, spending }, first, signal);
    yield* text.finish();
    if (text.text.trim() === '') throw unavailable('model_silent', 'The language model had nothing to say.');
  } catch (error) {
    yield* told(spending);
    throw error;
  }
  yield { type: 'end', model: spending.model, usage: spending.usage };
}

type AnsweringParts = ModelAnswerParts & { text: AnswerText; spending: Spending };

/** The model's words, and what it looks up in between, until it asks for nothing more. */
async function* inSteps(parts: AnsweringParts, first: ChatRequest, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
  const { text, spending, clock, phrases } = parts;
  const messages: ChatMessage[] = [...first.messages];
  const askedAt = clock.now();
  let heard = false;
  for (let step = 0; ; step += 1) {
    const said: ChatContent[] = [];
    const calls: ToolCall[] = [];
    for await (const event of spending.over(parts.model, { ...first, messages }, signal)) {
      if (event.type === 'prompt') {
        yield* told(spending);
        continue;
      }
      if (!heard && event.type !== 'usage') yield { type: 'first_token', ms: clock.now() - askedAt };
      heard = true;
      const events = take(event, { text, said, calls, phrases });
      yield* events;
      if (events.some(({ type }) => type === 'sentence')) yield* told(spending);
    }
    if (calls.length === 0 || step > TOOL_STEPS) return;
    yield* text.pause();
    append(messages, { role: 'assistant', content: [...said.filter(isSpoken), ...calls] });
    const results = yield* runSearches(parts, text, calls, { allowed: step < TOOL_STEPS, signal });
    append(messages, { role: 'user', content: results });
    yield* text.resume();
  }
}

/** What was spent so far, for whoever stops listening next. */
function told({ soFar }: Spending): AnswerEvent[] {
  return soFar ? [soFar] : [];
}

/** The API takes no text blocks of white space alone. */
function isSpoken(content: ChatContent): boolean {
  return content.type !== 'text' || content.text.trim() !== '';
}

interface Taking {
  text: AnswerText;
  said: ChatContent[];
  calls: ToolCall[];
  phrases: Phrases;
}

function take(event: ModelEvent, { text, said, calls, phrases }: Taking): AnswerEvent[] {
  switch (event.type) {
    case 'text': {
      const last = said.at(-1);
      if (last?.type === 'text') last.text += event.text;
      else said.push({ type: 'text', text: event.text });
      return text.write(event.text);
    }
    case 'citation':
      return text.cite(event.passageId, event.quote);
    case 'tool_call':
      calls.push(event);
      return [];
    case 'usage':
      return [];
    case 'stop':
      if (event.reason !== 'refusal' || text.text.trim() !== '') return [];
      return text.say(phrases.refused);
  }
}
