import { type SummedUpCall, type TalkedOf, type TopicDeps, talkedOf } from './call-topics.ts';
import { fill, type Phrases } from './phrases.ts';

/** More are not remembered by who hears them. */
const MOST_TOPICS = 3;

/**
 * What is said of a call at its end, and written of it afterwards: what it was about and what to come back to, from what is stored, so
 * that it is the same however often the line was lost or the subject changed. Empty where nothing was asked.
 */
export async function callSummary(deps: TopicDeps, call: SummedUpCall, phrases: Phrases): Promise<string> {
  return summaryOf(await talkedOf(deps, call), phrases);
}

/** Pure. */
export function summaryOf(talked: readonly TalkedOf[], { summary, tag }: Phrases): string {
  const topics = mainTopics(talked);
  const last = topics.at(-1);
  if (last === undefined) {
    if (talked.length === 0) return '';
    return talked.length === 1 ? summary.one : fill(summary.many, { count: talked.length });
  }
  const names = new Intl.ListFormat(tag, { type: 'conjunction' }).format(topics);
  const about = fill(summary.about, { topics: names });
  const open = talked.findLast(({ topic = '', answered }) => topics.includes(topic) && !answered)?.topic;
  const next = open ?? (topics.length > 1 ? last : undefined);
  return next === undefined ? about : `${about} ${fill(summary.next, { topic: next })}`;
}

/** Those that most questions were about, of equals the longer and so more telling, then the later; in the order in which they came up. */
function mainTopics(talked: readonly TalkedOf[]): string[] {
  const topics = talked.map(({ topic }) => topic).filter((topic) => topic !== undefined);
  const all = [...new Set(topics)];
  const count = (topic: string) => topics.filter((other) => other === topic).length;
  const chosen = all
    .toReversed()
    .sort((a, b) => count(b) - count(a) || b.length - a.length)
    .slice(0, MOST_TOPICS);
  return all.filter((topic) => chosen.includes(topic));
}
