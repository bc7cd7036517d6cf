/** How a mode is spoken of in one language: by a learner who wants it, and by the tutor. */
export interface ModeSpeech {
  /** Said alone it asks for the mode; learners are told this one. */
  name: string;
  /** Asks for it as well. */
  also: readonly string[];
  /** Said by the tutor when the mode begins. */
  begun: string;
  /** Tells a caller about the mode; `{name}` and `{key}` are filled in. */
  help: string;
}

/** By two-letter code; languages that are left out are spoken to in English. */
export type ModeNames = { en: ModeSpeech } & Readonly<Partial<Record<string, ModeSpeech>>>;

export const TUTOR_NAMES: ModeNames = {
  en: {
    name: 'tutor',
    also: ['quiz me', 'ask me', 'ask me questions'],
    begun: 'Good. I ask, you think.',
    help: 'Say “{name}”, or press {key}, and I ask you.',
  },
  es: {
    name: 'tutor',
    also: ['pregúntame', 'hazme preguntas'],
    begun: 'Bien. Yo pregunto, tú piensas.',
    help: 'Di «{name}», o pulsa {key}, y pregunto yo.',
  },
  de: {
    name: 'Tutor',
    also: ['Tutormodus', 'frag mich', 'frage mich', 'stell mir Fragen'],
    begun: 'Gut. Ich frage, du denkst.',
    help: 'Sage „{name}“ oder drücke {key}, und ich frage dich.',
  },
  fr: {
    name: 'tuteur',
    also: ['pose moi des questions', 'interroge moi'],
    begun: 'Bien. Je demande, tu réfléchis.',
    help: 'Dis « {name} », ou tape {key}, et je te questionne.',
  },
  it: {
    name: 'tutor',
    also: ['fammi domande', 'fammi delle domande', 'interrogami'],
    begun: 'Bene. Io chiedo, tu pensi.',
    help: 'Di’ «{name}», o premi {key}, e ti faccio domande.',
  },
  pt: {
    name: 'tutor',
    also: ['me faça perguntas', 'me faz perguntas', 'faça perguntas', 'faça me perguntas', 'faz perguntas'],
    begun: 'Certo. Eu pergunto, você pensa.',
    help: 'Diga “{name}”, ou tecle {key}, e eu pergunto a você.',
  },
  nl: {
    name: 'tutor',
    also: ['tutormodus', 'stel me vragen', 'overhoor me'],
    begun: 'Goed. Ik vraag, jij denkt.',
    help: 'Zeg “{name}”, of toets {key}, dan vraag ik jou.',
  },
};

export const EXPLAIN_NAMES: ModeNames = {
  en: {
    name: 'explain',
    also: ['explain it', 'just explain', 'just explain it'],
    begun: 'Good. I explain directly.',
    help: 'Say “{name}”, or press {key}, for direct answers.',
  },
  es: {
    name: 'explica',
    also: ['explicar'],
    begun: 'Bien. Explico directamente.',
    help: 'Di «{name}», o pulsa {key}, para respuestas directas.',
  },
  de: {
    name: 'erklären',
    also: ['erkläre', 'erklär', 'Erklärmodus'],
    begun: 'Gut. Ich erkläre direkt.',
    help: 'Sage „{name}“ oder drücke {key} für direkte Antworten.',
  },
  fr: {
    name: 'explique',
    also: ['expliquer'],
    begun: 'Bien. J’explique directement.',
    help: 'Dis « {name} », ou tape {key}, pour une réponse directe.',
  },
  it: {
    name: 'spiega',
    also: ['spiegami'],
    begun: 'Bene. Spiego direttamente.',
    help: 'Di’ «{name}», o premi {key}, per risposte dirette.',
  },
  pt: {
    name: 'explique',
    also: ['explica', 'explicar'],
    begun: 'Certo. Eu explico diretamente.',
    help: 'Diga “{name}”, ou tecle {key}, para respostas diretas.',
  },
  nl: {
    name: 'leg uit',
    also: ['leg het uit', 'uitleggen'],
    begun: 'Goed. Ik leg het direct uit.',
    help: 'Zeg “{name}”, of toets {key}, voor directe antwoorden.',
  },
};
