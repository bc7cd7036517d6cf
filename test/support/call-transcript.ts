import type { Message } from '../../src/ports/message-store.ts';
import type { CallRecord, Stretch } from './call-record.ts';
import type { TalkAction, TalkScript } from './talk-script.ts';
import { voicesOf } from './talk-timeline.ts';

/** Who says nothing for so long is spoken to, ms: what is heard then answers nothing that was said before. */
const UNASKED_MS = 20_000;
/** What is given to the voice comes so long before it can be heard, at most, ms. */
const LEAD_MS = 1000;

/** One row of a call: what the caller did, what was said to it, and what became of that. */
export interface CallRow {
  /** Ms since the greeting was over; undefined: the greeting. */
  at: number | undefined;
  caller: string;
  says: string;
  hears: string;
  /** Undefined for the call's own words, which nobody keeps. */
  kept: { text: string; status: string; cited: string[] } | undefined;
}

interface Turn {
  from: number;
  at: number;
  caller: string;
  asked: string | undefined;
}

/** A call as its caller went through it, beside what is kept of it. */
export function callRows(script: TalkScript, greeting: string, record: CallRecord, messages: Message[]): CallRow[] {
  const turns = turnsOf(script, record);
  const within = (stretches: Stretch[], place: number) => {
    const until = turns[place + 1]?.from ?? Number.POSITIVE_INFINITY;
    const own = stretches.filter(({ at }) => at >= (turns[place]?.from ?? 0) && at < until);
    return unrepeated(own.map(({ text }) => text.trim())).join(' ');
  };
  let next = 0;
  const rows = turns.map(({ at, caller, asked }, place): CallRow => {
    const isKept = asked !== undefined && messages[next]?.text === asked;
    const answer = isKept ? messages[next + 1] : undefined;
    if (isKept) next += 2;
    const says = answer?.text ?? within(record.given, place);
    // Between two sentences over raw sound there is nothing that could be heard.
    const hears = within(record.heard, place).replace(/(?<=[.?!])(?=\p{Lu})/gu, ' ');
    return { at, caller, says, hears, kept: answer && keptOf(answer) };
  });
  const first = greeting.trim();
  return [{ at: undefined, caller: '', says: first, hears: first, kept: undefined }, ...rows];
}

/** What the caller did, and where they did nothing and were spoken to. */
function turnsOf(script: TalkScript, { heard }: CallRecord): Turn[] {
  const ends = new Map(voicesOf(script).map(({ from, to }) => [from, to]));
  const acted = script.learner
    .filter((action) => !('line' in action && action.line === 'comes back'))
    .map((action) => ({
      from: ends.get(action.at) ?? action.at,
      at: action.at,
      caller: callerOf(action),
      asked: 'say' in action ? action.say : undefined,
    }));
  const unasked = heard.flatMap((stretch, place) => {
    const before = heard[place - 1]?.at ?? 0;
    const did = Math.max(before, ...acted.map(({ from }) => (from <= stretch.at ? from : 0)));
    if (stretch.at - did < UNASKED_MS) return [];
    return [{ from: stretch.at - LEAD_MS, at: stretch.at, caller: '(says nothing)', asked: undefined }];
  });
  return [...acted, ...unasked].sort((a, b) => a.from - b.from);
}

function callerOf(action: TalkAction): string {
  if ('say' in action) return action.say;
  if ('keys' in action) return `(presses ${action.keys})`;
  return 'line' in action ? '(the line is lost)' : '';
}

function keptOf({ text, heardText = text, status, citations }: Message): NonNullable<CallRow['kept']> {
  const cited = citations.map(({ title, page, quote }) => `${title}, p. ${page}: “${quote}”`);
  return { text: heardText, status, cited };
}

/** What a voice is asked to say twice, first on a guess, is said once. */
function unrepeated(texts: string[]): string[] {
  return texts.filter((text, at) => text !== texts[at - 1]);
}

/**
 * Holds heard, kept and said of each row against each other, letter by letter: what was said to its end was heard and is kept
 * whole; of what was spoken over all is kept that was heard, but for a word of which only the beginning was.
 * @returns what is wrong, in words
 */
export function wrongInRows(rows: readonly CallRow[], messages: readonly Message[]): string[] {
  const answers = messages.filter(({ role }) => role === 'tutor').length;
  const kept = rows.filter((row) => row.kept !== undefined).length;
  const missing = answers === kept ? [] : [`${answers} answers are kept, and ${kept} of them are in the call`];
  return [...missing, ...rows.flatMap((row) => wrongInRow(row).map((what) => `${row.caller || 'greeting'}: ${what}`))];
}

function wrongInRow({ says, hears, kept }: CallRow): string[] {
  const [said, heard] = [letters(says), letters(hears)];
  if (heard === '') return ['nothing was heard'];
  if (!kept) return said === heard ? [] : [`heard “${hears}”, said “${says}”`];
  const held = letters(kept.text);
  if (kept.status === 'complete')
    return said === heard && held === heard ? [] : [`heard “${hears}”, kept “${kept.text}”`];
  const more = heard.slice(held.length);
  const [word = ''] = says.slice(kept.text.length).trim().split(/\s+/);
  const isPartOfWord = letters(word).startsWith(more) && more.length < letters(word).length;
  return said.startsWith(heard) && heard.startsWith(held) && isPartOfWord
    ? []
    : [`heard “${hears}”, kept “${kept.text}”`];
}

/** Between two utterances over raw sound there is nothing that could be heard, and marks have no sound. */
function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
