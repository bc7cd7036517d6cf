import type { SlowTurn } from '../../protocol/rest/admin.ts';

/** A stage of a turn: from when to when, in ms from the moment the learner had finished. */
export interface Span {
  stage: string;
  from: number;
  to: number;
}

/**
 * A turn as its stages follow each other. What is known of a stage is how long it took, or when it came; those that overlap –
 * the search began while words were being recognised, the answer before the question was sure – are drawn one after the other
 * as far as there is room before what came next.
 */
export function timelineOf({ timings, totalMs }: Pick<SlowTurn, 'timings' | 'totalMs'>): Span[] {
  const spans: Span[] = [];
  let at = 0;
  const add = (stage: string, from: number, to: number) => {
    spans.push({ stage, from, to });
    at = Math.max(at, to);
  };
  const { endOfTurnMs, sttMs, retrievalMs, modelFirstTokenMs, firstSentenceMs, ttsFirstByteMs, firstAudioMs } = timings;
  if (endOfTurnMs !== null) add('endOfTurn', 0, endOfTurnMs);
  if (sttMs !== null) add('stt', 0, sttMs);
  const bound = firstSentenceMs ?? Math.max(totalMs, at);
  const lasting = (stage: string, ms: number | null) => {
    if (ms === null) return;
    const from = Math.min(at, Math.max(0, bound - ms));
    add(stage, from, from + ms);
  };
  lasting('retrieval', retrievalMs);
  lasting('modelFirstToken', modelFirstTokenMs);
  if (firstSentenceMs !== null) add('firstSentence', Math.min(at, firstSentenceMs), firstSentenceMs);
  if (firstAudioMs !== null) {
    const voice = Math.max(0, firstAudioMs - (ttsFirstByteMs ?? 0));
    if (ttsFirstByteMs !== null) add('ttsFirstByte', voice, firstAudioMs);
    add('firstAudio', Math.min(firstSentenceMs ?? voice, firstAudioMs), firstAudioMs);
  }
  add('total', 0, Math.max(totalMs, at));
  return spans;
}
