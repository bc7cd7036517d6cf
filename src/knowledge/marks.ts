import { isStemmed, type StemmedLanguage, stem, stemsAsked, withoutAccents } from '../languages/stem.ts';
import { isStopWord, scriptRuns, wordsOf } from './words.ts';

/** A range of UTF-16 offsets. */
export interface Mark {
  start: number;
  end: number;
}

const TOKEN = /[\p{L}\p{N}\p{M}]+/gu;
/** A query's last word is still being typed, perhaps: from this length on its beginning counts. */
const BEGINNING = 3;
const MAX_MARKS = 200;

/**
 * Where a text says the words of a query: whole words in any form of them; in scripts without spaces, shared pairs of letters.
 * @param code language of the text, two letters; English where it has no stems of its own.
 */
export function marksOf(query: string, text: string, code = 'en'): Mark[] {
  const language = isStemmed(code) ? code : 'en';
  const wanted = wantedOf(query, language);
  const marks: Mark[] = [];
  for (const token of text.matchAll(TOKEN)) {
    let at = token.index;
    for (const run of scriptRuns(token[0])) {
      const found = run.unspaced ? pairMarks(run.text, at, wanted.pairs) : wordMark(run.text, at, wanted);
      for (const mark of found) addMark(marks, mark);
      at += run.text.length;
    }
    if (marks.length >= MAX_MARKS) break;
  }
  return marks;
}

interface Wanted {
  language: StemmedLanguage;
  stems: ReadonlySet<string>;
  pairs: ReadonlySet<string>;
  beginning: string | undefined;
}

function wantedOf(query: string, language: StemmedLanguage): Wanted {
  const all = wordsOf(query);
  const telling = all.filter((word) => !isStopWord(word));
  const runs = (telling.length > 0 ? telling : all).flatMap(scriptRuns);
  const last = all.at(-1);
  return {
    language,
    stems: new Set(runs.filter((run) => !run.unspaced).flatMap((run) => stemsAsked(run.text, language))),
    pairs: new Set(runs.filter((run) => run.unspaced).flatMap((run) => pairsOf(run.text))),
    beginning: last !== undefined && last.length >= BEGINNING && !isStopWord(last) ? withoutAccents(last) : undefined,
  };
}

function wordMark(word: string, start: number, { language, stems, beginning }: Wanted): Mark[] {
  const wanted =
    stems.has(stem(lower(word), language)) ||
    (beginning !== undefined && withoutAccents(lower(word)).startsWith(beginning));
  return wanted ? [{ start, end: start + word.length }] : [];
}

function pairMarks(run: string, start: number, pairs: ReadonlySet<string>): Mark[] {
  const characters = [...run];
  let at = start;
  return characters.flatMap((character, index) => {
    const from = at;
    at += character.length;
    const next = characters[index + 1] ?? '';
    const wanted = pairs.has(character + next) || (characters.length === 1 && pairs.has(character));
    return wanted ? [{ start: from, end: from + character.length + next.length }] : [];
  });
}

function pairsOf(run: string): string[] {
  const characters = [...run];
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, at) => `${characters[at]}${character}`);
}

/** Marks that touch or overlap in a script without spaces are one. */
function addMark(marks: Mark[], mark: Mark): void {
  const last = marks.at(-1);
  if (last && mark.start <= last.end) last.end = Math.max(last.end, mark.end);
  else marks.push(mark);
}

function lower(word: string): string {
  return word.normalize('NFKC').toLowerCase().normalize('NFC');
}
