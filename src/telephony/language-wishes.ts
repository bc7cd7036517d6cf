/** How one language asks for another one: what stands around its name, and the names. */
interface Asking {
  before: string;
  after: string;
  names: Record<string, string>;
}

/** The languages that a call has phrases in, each asking for each. */
const ASKING: Record<string, Asking> = {
  en: {
    before:
      '((let us|let s|can we|could we|shall we|please|i want to|i d like to) )*(speak|talk|switch to|change to|go on in|in)( in)?',
    after: '( please)?',
    names: {
      en: 'english',
      es: 'spanish',
      de: 'german',
      fr: 'french',
      it: 'italian',
      pt: 'portuguese',
      nl: 'dutch',
    },
  },
  es: {
    before: '(por favor )?(habla|hablemos|podemos hablar|vamos a hablar|cambia a|sigamos)( en)?',
    after: '( por favor)?',
    names: {
      en: 'inglés',
      es: 'español|castellano',
      de: 'alemán',
      fr: 'francés',
      it: 'italiano',
      pt: 'portugués',
      nl: 'holandés|neerlandés',
    },
  },
  de: {
    before: '(bitte )?(sprich|sprechen wir|lass uns|können wir|wechsle (zu|auf)|auf)( bitte)?( auf)?',
    after: '( sprechen| reden)?( bitte)?',
    names: {
      en: 'englisch',
      es: 'spanisch',
      de: 'deutsch',
      fr: 'französisch',
      it: 'italienisch',
      pt: 'portugiesisch',
      nl: 'niederländisch|holländisch',
    },
  },
  fr: {
    before: '(parle|parlons|on peut parler|peut on parler|continuons|en)( en)?',
    after: '( s il te plaît| s il vous plaît)?',
    names: {
      en: 'anglais',
      es: 'espagnol',
      de: 'allemand',
      fr: 'français',
      it: 'italien',
      pt: 'portugais',
      nl: 'néerlandais|hollandais',
    },
  },
  it: {
    before: '(per favore )?(parla|parliamo|possiamo parlare|continuiamo|passiamo all)( in)?',
    after: '( per favore)?',
    names: {
      en: 'inglese',
      es: 'spagnolo',
      de: 'tedesco',
      fr: 'francese',
      it: 'italiano',
      pt: 'portoghese',
      nl: 'olandese',
    },
  },
  pt: {
    before: '(por favor )?(fala|fale|falemos|vamos falar|podemos falar|mude para)( em)?',
    after: '( por favor)?',
    names: {
      en: 'inglês',
      es: 'espanhol|castelhano',
      de: 'alemão',
      fr: 'francês',
      it: 'italiano',
      pt: 'português',
      nl: 'holandês|neerlandês',
    },
  },
  nl: {
    before: '(spreek|praat|laten we|kunnen we)( in)?( het)?',
    after: '( spreken| praten)?( alsjeblieft)?',
    names: {
      en: 'engels',
      es: 'spaans',
      de: 'duits',
      fr: 'frans',
      it: 'italiaans',
      pt: 'portugees',
      nl: 'nederlands',
    },
  },
};

const WISHES = Object.values(ASKING).flatMap(({ before, after, names }) =>
  Object.entries(names).map(([language, name]) => ({
    language,
    pattern: new RegExp(`^${before} (${name})${after}$`, 'u'),
  })),
);

/** The language that a whole utterance asks the call to go on in; two letters. */
export function wishedLanguage(said: string): string | undefined {
  return WISHES.find(({ pattern }) => pattern.test(said))?.language;
}
