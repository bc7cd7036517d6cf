/** From this share on, what the microphone brings is taken for the tutor's own voice. */
const ECHO_SHARE = 0.7;

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * Whether the recogniser has only heard the tutor through the loudspeaker: most of its words are among those being spoken.
 * Without this the tutor would interrupt itself on phones that don't cancel echo.
 */
export function isEcho(heard: string, spoken: string): boolean {
  const heardWords = words(heard);
  if (heardWords.length === 0) return true;
  const spokenWords = new Set(words(spoken));
  const shared = heardWords.filter((word) => spokenWords.has(word)).length;
  return shared / heardWords.length >= ECHO_SHARE;
}
