/** What a learner is told about their own speech, by code. */
export const SPEECH_NOTICES = {
  speech_too_long: 'That was two minutes. I answer to it now; say the rest after that.',
  speech_kept: 'I can’t make out what you said just now. It is kept, and I listen to it again as soon as I can.',
  speech_lost: 'What you said a while ago could not be made out. Please say it again.',
  speech_not_understood: 'I could not make out what you said. Please say it again.',
} as const;
