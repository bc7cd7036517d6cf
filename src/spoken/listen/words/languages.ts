import { chinese } from './chinese.ts';
import { english } from './english.ts';
import { french } from './french.ts';
import { german } from './german.ts';
import { italian } from './italian.ts';
import { japanese } from './japanese.ts';
import { portuguese } from './portuguese.ts';
import { spanish } from './spanish.ts';
import { type SpokenWords, spokenWords } from './spoken-words.ts';

const LANGUAGES: ReadonlyMap<string, SpokenWords> = new Map([
  ['en', english],
  ['es', spanish],
  ['de', german],
  ['fr', french],
  ['zh', chinese],
  ['yue', chinese],
  ['pt', portuguese],
  ['it', italian],
  ['ja', japanese],
]);

/** Sounds that are no words in most languages; nothing else is known of a language without a list. */
const anyLanguage = spokenWords({
  open: '',
  loose: '',
  fillers: 'um|uh|uhm|eh|em|hmm|hm|mm|mmm|えっと|ええと|あの|うーん|음|어',
  numbers: '',
  closed: '',
  signs: 'mhm|mm|mmm|hm|hmm|aha|ah|oh|ok|okay|sim|sì|si|da|ja|tak|はい|うん|ええ|네|예|응|да|ага|угу',
});

/** @param language BCP 47 tag, where known */
export function wordsOfLanguage(language: string | undefined): SpokenWords {
  const base = language?.toLowerCase().split('-')[0] ?? '';
  return LANGUAGES.get(base) ?? anyLanguage;
}
