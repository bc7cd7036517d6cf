import { isTutorsOwn } from '../../spoken/listen/tutors-words.ts';

/** How loud and how long the voice was from which a text was recognised, and what else was to be heard. */
export interface VoiceEvidence {
  /** Sound of the stretch, ms. */
  ms: number;
  /** Loudest moment: root mean square over 20 ms, of full scale 1. */
  loudest: number;
  /** What the tutor was saying when the voice began. */
  tutorSaid?: string | undefined;
}

/** -45 dB of full scale: a quiet voice near a phone is at -35, a silent room through the same microphone below -55. */
const QUIETEST_VOICE = 0.0056;
/** Nobody says more characters a second; fast speech has some 20. */
const FASTEST_CHARACTERS_PER_SECOND = 35;

/** What recognisers write for sounds: [BLANK_AUDIO], (coughs), *music*, ♪. */
const SOUND_TAGS = /\[[^\]]*\]|\([^)]*\)|（[^）]*）|【[^】]*】|\*[^*]*\*|[♪♫🎵🎶]/gu;

/** Credits of films that Whisper was trained on: no learner ever says them. */
const CREDITS =
  /amara\.org|subtitles? by|captions? by|transcribed by|untertitel(ung)? (im auftrag|von|der)|zdf für funk|sous-titr|subtítulos? (realizados|por)|legendas pela|sottotitoli|字幕|明镜与点点|不吝点赞|ご視聴ありがとうございました|시청해주셔서/iu;

/** What Whisper hears in silence, in the words of a learner: they count where there was a voice. */
const IN_SILENCE = new Set(
  (
    'thank you|thank you very much|thank you so much|thanks|thanks for watching|thank you for watching|please subscribe|bye|bye bye|goodbye|you|the|so|i|oh|okay|' +
    'gracias|gracias por ver|gracias por ver el video|vielen dank|vielen dank fürs zuschauen|danke|tschüss|bis zum nächsten mal|' +
    "merci|merci d'avoir regardé|merci d'avoir regardé cette vidéo|au revoir|谢谢|谢谢大家|谢谢观看|感谢观看|ありがとうございました|obrigado|grazie|sì"
  ).split('|'),
);

/**
 * What was said by what a recogniser made of it: empty where it wrote down a sound, words where nobody spoke, or the tutor's
 * own words from a loudspeaker.
 * @param text as recognised
 * @param final whether it is all that was said
 */
export function reallySaid(text: string, evidence: VoiceEvidence, final = true): string {
  const words = text.replace(SOUND_TAGS, ' ').replace(/\s+/g, ' ').trim();
  if (!/[\p{L}\p{N}]/u.test(words) || CREDITS.test(words)) return '';
  if (isTutorsOwn(words, evidence.tutorSaid, final)) return '';
  const plain = words
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[.!?,。！？，]+/gu, '')
    .trim();
  return IN_SILENCE.has(plain) && !couldBeSaid(plain, evidence) ? '' : words;
}

function couldBeSaid(words: string, { ms, loudest }: VoiceEvidence): boolean {
  return loudest >= QUIETEST_VOICE && words.length <= (ms / 1_000) * FASTEST_CHARACTERS_PER_SECOND;
}
