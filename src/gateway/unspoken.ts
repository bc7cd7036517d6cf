const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/**
 * What is left of a text after so much of it was spoken, beginning with a word. How far a voice has come is known only from
 * its usual pace, so that the place is right to about a word; it is never the beginning again once anything was heard.
 * @param msPerCharacter the voice's pace
 * @returns an empty text where practically everything was spoken
 */
export function unspoken(text: string, spokenMs: number, msPerCharacter: number): string {
  if (spokenMs <= 0) return text;
  const spoken = spokenMs / msPerCharacter;
  const starts = [...words.segment(text)].filter(({ isWordLike }) => isWordLike).map(({ index }) => index);
  const places = [...starts.slice(1), text.length];
  const nearest = places.reduce((best, place) => (Math.abs(place - spoken) < Math.abs(best - spoken) ? place : best));
  return text.slice(nearest);
}
