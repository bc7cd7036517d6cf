import { AppError } from '../errors.ts';
import type { TutorEvents } from '../events/tutor.ts';
import type { Retriever } from '../knowledge/retriever.ts';
import type { SaidRecall } from '../knowledge/said-recall.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel } from '../ports/language-model.ts';
import type { Usage } from '../protocol/common.ts';
import { answerAtALoss } from './at-a-loss.ts';
import { EarlyRetrieval, type PassagesFound } from './early-retrieval.ts';
import { extractiveAnswer, politeAnswer, quotedFirst } from './extractive.ts';
import { selfContained } from './follow-up.ts';
import { languageOf } from './language.ts';
import { type Memory, memoriesOf } from './memory.ts';
import { modelAnswer } from './model-answer.ts';
import { type ModeRules, rulesOf, TAUGHT_MODES } from './modes.ts';
import { AnswerPassages } from './passages.ts';
import { type Phrases, phrasesIn } from './phrases.ts';
import { buildRequest } from './prompt.ts';
import type { Rewrite } from './rewrite.ts';
import { smallTalk } from './small-talk.ts';
import type { AnswerEvent, Question, Tutor } from './tutor.ts';

export interface TutorParts {
  retriever: Retriever;
  /** Finds what was said in earlier talks; without it nothing is remembered. */
  recall?: SaidRecall | undefined;
  /** How long an answer waits for it, ms; as long as usual where left out. */
  recallDeadlineMs?: number | undefined;
  /** Undefined: every answer is made of quotations. */
  model: LanguageModel | undefined;
  /** Makes follow-up questions self-contained while they are spoken; undefined: a rule does alone. */
  rewrite?: Rewrite | undefined;
  clock: Clock;
  events: TutorEvents;
}

/** The tutor: finds passages, lets the model word an answer from them, and quotes them itself where there is no model. */
export function createTutor(parts: TutorParts): Tutor {
  const retrieval = new EarlyRetrieval(parts.retriever, parts.clock, parts.events, parts.rewrite);
  return {
    modes: TAUGHT_MODES,
    anticipate: (sought) => retrieval.anticipate(sought),
    answer: (question, signal) => answer(parts, retrieval, question, signal),
  };
}

/** One answer on its way: everything that both kinds of it need. */
interface Answering {
  parts: TutorParts;
  question: Question;
  language: string;
  phrases: Phrases;
  rules: ModeRules;
  found: PassagesFound;
  passages: AnswerPassages;
  memories: Memory[];
  signal: AbortSignal;
}

async function* answer(
  parts: TutorParts,
  retrieval: EarlyRetrieval,
  question: Question,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent> {
  const rules = rulesOf(question.mode);
  if (!rules) {
    const message = 'This way of learning is not available yet.';
    throw new AppError({ code: 'mode_unavailable', status: 422, message });
  }
  const said = question.history.filter(({ role }) => role === 'learner').map(({ text }) => text);
  const language = languageOf(question.language, question.text, said);
  const phrases = phrasesIn(language);
  const reply = parts.model ? undefined : replyWithoutLooking(question, language);
  if (reply !== undefined) {
    parts.events.answering('quotation', question.mode);
    yield* politeAnswer(reply);
    return;
  }
  const [found, memories] = await Promise.all([retrieval.find(question, signal), memoriesOf(parts, question, signal)]);
  const passages = new AnswerPassages();
  passages.add(parts.model ? found.passages : quotable(question, found.passages));
  yield { type: 'passages', passages: passages.references(), retrievalMs: found.ms, degraded: found.degraded };
  if (found.missing) yield { type: 'notice', code: 'retrieval_late', message: phrases.retrievalLate };
  if (memories.length > 0 && parts.model) yield { type: 'notice', ...earlierTalk(memories, language, phrases) };
  const answering: Answering = { parts, memories, question, language, phrases, rules, found, passages, signal };
  if (parts.model) yield* byModel(answering, parts.model);
  else yield* byQuotation(answering);
}

/** To what asks for nothing that material could hold. */
function replyWithoutLooking({ text, history, ...question }: Question, language: string): string | undefined {
  const isChosen = question.language !== undefined;
  const isAsked = history.some(({ role }) => role === 'tutor');
  return smallTalk(text, language, isChosen) ?? answerAtALoss(text, { language, isChosen, isAsked });
}

/** The model's words; quotations instead when it fails before the learner has heard any. */
async function* byModel(answering: Answering, model: LanguageModel): AsyncGenerator<AnswerEvent> {
  const { parts, question, language, phrases, rules, found, passages, memories, signal } = answering;
  const { retriever, clock, events } = parts;
  events.answering('model', question.mode);
  let heard = false;
  let spent: Usage | undefined;
  try {
    const request = buildRequest(question, language, rules, passages.all, memories);
    const asking = { model, retriever, clock, events, question, language, phrases, passages, retrievalMs: found.ms };
    for await (const event of modelAnswer(asking, request, signal)) {
      heard ||= event.type === 'delta';
      if (event.type === 'usage') spent = event.usage;
      yield event;
    }
    return;
  } catch (error) {
    signal.throwIfAborted();
    if (heard || !(error instanceof AppError)) throw error;
    events.modelReplaced(error.code, error);
  }
  yield { type: 'notice', code: 'model_degraded', message: phrases.modelDegraded };
  // What the model cost before it failed was spent all the same.
  for (const event of byQuotation(answering)) {
    yield event.type === 'end' && spent ? { ...event, usage: spent } : event;
  }
}

/** As quotations answer the question best. */
function quotable({ text, history }: Question, passages: PassagesFound['passages']) {
  return quotedFirst({ question: text, query: selfContained(text, history), passages });
}

/** Where an answer takes something up that was said before: the latest of it, told with its place. */
function earlierTalk(memories: readonly Memory[], language: string, phrases: Phrases) {
  const [latest] = memories.toSorted((a, b) => b.saidAt - a.saidAt);
  const { conversationId, messageId, saidAt = 0 } = latest ?? {};
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(saidAt);
  return { code: 'earlier_talk', message: `${phrases.earlierTalk} ${date}`, conversationId, messageId };
}

function wasHeard(sentence: string, history: Question['history']): boolean {
  return history.some(({ role, text }) => role === 'tutor' && text.includes(sentence));
}

function* byQuotation({ parts, question, phrases, found, passages }: Answering): Generator<AnswerEvent> {
  parts.events.answering('quotation', question.mode);
  const query = selfContained(question.text, question.history);
  yield* extractiveAnswer({
    question: question.text,
    query,
    passages: passages.all,
    phrases,
    isIntroduced: !parts.model && wasHeard(phrases.quoting, question.history),
    isLimited: question.documentIds !== undefined,
    missing: found.missing,
  });
}
