/** What a language's words tell about whether a speaker has finished. Lower case, ’ written as '. */
export interface SpokenWords {
  /** No sentence ends with them, whatever mark a recogniser has set behind them. */
  open: ReadonlySet<string>;
  /** A sentence can end with them (`what is it for`, `ich rufe an`) but more often goes on. */
  loose: ReadonlySet<string>;
  /** Said while thinking. */
  fillers: ReadonlySet<string>;
  /** Number words; digits are known everywhere. */
  numbers: ReadonlySet<string>;
  /** Whole answers, and words with which one ends. */
  closed: ReadonlySet<string>;
  /** Signs of listening: said alone, while somebody else speaks, they want nothing. */
  signs: ReadonlySet<string>;
}

/** Longest of the phrases in the lists, in words. */
export const LONGEST_PHRASE = 4;

/** @param lists words and phrases, separated by `|` or line ends */
export function spokenWords(lists: Record<keyof SpokenWords, string>): SpokenWords {
  return {
    open: phrases(lists.open),
    loose: phrases(lists.loose),
    fillers: phrases(lists.fillers),
    numbers: phrases(lists.numbers),
    closed: phrases(lists.closed),
    signs: phrases(lists.signs),
  };
}

function phrases(list: string): ReadonlySet<string> {
  const found = list.split(/[|\n]/).map((phrase) => phrase.trim());
  return new Set(found.filter((phrase) => phrase !== ''));
}
