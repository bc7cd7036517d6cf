/** Languages that Twilio both hears and speaks under the same tag; of each, its usual region first. */
const TAGS = [
  ...(['en-US', 'en-AU', 'en-CA', 'en-GB', 'en-IE', 'en-IN', 'en-NZ', 'en-ZA', 'es-ES', 'es-MX', 'es-US'] as const),
  ...(['de-DE', 'fr-FR', 'fr-CA', 'it-IT', 'pt-BR', 'pt-PT', 'nl-NL', 'nl-BE', 'ca-ES', 'da-DK', 'sv-SE'] as const),
  ...(['nb-NO', 'fi-FI', 'is-IS', 'pl-PL', 'cs-CZ', 'sk-SK', 'hu-HU', 'ro-RO', 'bg-BG', 'el-GR', 'ru-RU'] as const),
  ...(['uk-UA', 'tr-TR', 'he-IL', 'hi-IN', 'id-ID', 'ja-JP', 'ko-KR', 'th-TH', 'vi-VN'] as const),
];
export type VoiceTag = (typeof TAGS)[number];

/** The tag for Twilio's recogniser and voice; what it can't hear and speak is taken for English. Pure. */
export function voiceTag(language: string | undefined): VoiceTag {
  const wanted = language?.toLowerCase() ?? 'en';
  const [base] = wanted.split('-');
  const exact = TAGS.find((tag) => tag.toLowerCase() === wanted);
  return exact ?? TAGS.find((tag) => tag.startsWith(`${base}-`)) ?? 'en-US';
}
