import type { Conversation } from '../ports/conversation-store.ts';
import type { PassageStore } from '../ports/document-store.ts';
import type { Message, MessageStore } from '../ports/message-store.ts';
import { titleOf } from '../voice/title.ts';
import { spokenTopic, topicOfPassage, topicOfQuestion } from './spoken-topic.ts';

/** Messages that are looked into for what a talk was about at its end. */
const LAST_MESSAGES = 10;
/** Of one talk; more than anybody asks in a call. */
const MOST_MESSAGES = 400;

export interface TopicDeps {
  messages: Pick<MessageStore, 'recent' | 'list' | 'between'>;
  passages: Pick<PassageStore, 'byIds'>;
}

/** A call whose summary is wanted, with all conversations that it went on in. */
export interface SummedUpCall {
  learnerId: string;
  talks: readonly string[];
  /** Ms since the epoch; undefined: it goes on. */
  startedAt: number;
  endedAt?: number | undefined;
}

/** One question of a call, and what came of it. */
export interface TalkedOf {
  /** Undefined where nothing was cited, or nothing of it says it in a few words. */
  topic: string | undefined;
  /** Whether the answer was given to its end. */
  answered: boolean;
  conversationId: string;
}

/**
 * What a talk was about when it was left, in words that fit into a spoken sentence: the section that the last cited answer
 * rests on, else the name that the learner gave the talk, else a word of their last question. Never a question itself.
 */
export async function lastTopic(deps: TopicDeps, conversation: Conversation): Promise<string | undefined> {
  const { id, learnerId, title } = conversation;
  const said = await deps.messages.recent(learnerId, id, LAST_MESSAGES);
  const cited = said.findLast(({ citations }) => citations.length > 0);
  const section = cited && (await sectionsOf(deps, learnerId, [cited])).get(cited.id);
  if (section !== undefined) return section;
  const [first] = (await deps.messages.list(learnerId, id, { limit: 1 })).items;
  const named = first && title === titleOf(first.text) ? undefined : spokenTopic(title);
  const asked = said.findLast(({ role }) => role === 'learner')?.text ?? title;
  return named ?? topicOfQuestion(asked) ?? topicOfQuestion(title);
}

/**
 * What was asked in a call, in all of its talks, in order; each question with the section that its answer cites. A word of the question
 * would be a guess: where nothing is cited there is no topic.
 */
export async function talkedOf(deps: TopicDeps, call: SummedUpCall): Promise<TalkedOf[]> {
  const { learnerId, talks, startedAt, endedAt = Number.MAX_SAFE_INTEGER } = call;
  const told = await Promise.all(
    talks.map((talk) => deps.messages.between(learnerId, talk, startedAt, endedAt, MOST_MESSAGES)),
  );
  const said = told.flat();
  const answers = new Map(said.filter(({ role }) => role === 'tutor').map((answer) => [answer.turnId, answer]));
  const sections = await sectionsOf(deps, learnerId, [...answers.values()]);
  const asked = said.filter(({ role }) => role === 'learner').sort((a, b) => a.createdAt - b.createdAt);
  return asked.map(({ turnId, conversationId }): TalkedOf => {
    const answer = answers.get(turnId);
    // The passages go with their document; under which title they were cited stays known.
    const title = answer?.citations.at(-1)?.title;
    const topic = (answer && sections.get(answer.id)) ?? (title === undefined ? undefined : spokenTopic(title));
    return { topic, answered: answer?.status === 'complete', conversationId };
  });
}

/** Of each answer the section that most of its citations name; of several the last. By message id. */
async function sectionsOf(
  { passages }: TopicDeps,
  learnerId: string,
  answers: Message[],
): Promise<Map<string, string>> {
  const ids = new Set(answers.flatMap(({ citations }) => citations.map(({ passageId }) => passageId)));
  const found = await passages.byIds(learnerId, [...ids]);
  const topics = new Map(found.map((passage) => [passage.id, topicOfPassage(passage)]));
  const sections = new Map<string, string>();
  for (const { id, citations } of answers) {
    const named = citations.map(({ passageId }) => topics.get(passageId)).filter((topic) => topic !== undefined);
    const section = mostNamed(named);
    if (section !== undefined) sections.set(id, section);
  }
  return sections;
}

function mostNamed(topics: string[]): string | undefined {
  const count = (topic: string) => topics.filter((other) => other === topic).length;
  return topics.reduce<string | undefined>(
    (most, topic) => (most === undefined || count(topic) >= count(most) ? topic : most),
    undefined,
  );
}
