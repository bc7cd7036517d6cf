const WORDS = `
  a about after all also am an and any are as at be because been before being between both but by can could did do does doing
  during each few for from further had has have having he her here hers him his how i if in into is it its just me more most my
  no nor not now of off on once only or other our ours out over own same she should so some such than that the their theirs them
  then there these they this those through to too under until up us very was we were what when where which while who whom why
  will with would you your yours
`;

/** English words that are in nearly every passage: looking for them costs the most and finds nothing. */
export const STOP_WORDS: ReadonlySet<string> = new Set(WORDS.trim().split(/\s+/));
