/** The stages of a turn in the order in which they happen, in words. */
const STAGES: Record<string, string> = {
  endOfTurn: 'End of turn',
  stt: 'Speech to text',
  retrieval: 'Retrieval',
  modelFirstToken: 'First token',
  firstSentence: 'First sentence',
  ttsFirstByte: 'Speech, first byte',
  firstAudio: 'First audio',
  total: 'Whole turn',
};

export function stageLabel(stage: string): string {
  return STAGES[stage] ?? stage;
}

/** In the order of the turn; what is not known here comes last, by name. */
export function inTurnOrder(stages: Iterable<string>): string[] {
  const order = Object.keys(STAGES);
  const place = (stage: string) => (order.includes(stage) ? order.indexOf(stage) : order.length);
  return [...stages].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}
