import { type Courtesy, courtesyOf } from '../spoken/courtesies/courtesy.ts';

/** What is said to a courtesy where no model words it. */
const REPLIES: Readonly<Record<string, Readonly<Record<Courtesy, string>>>> = {
  en: {
    hello: 'Hello! What would you like to understand?',
    thanks: 'You’re welcome! What would you like to know next?',
    goodbye: 'Goodbye! Come back whenever you like.',
    sign: 'Good. What would you like to know next?',
  },
  de: {
    hello: 'Hallo! Was möchtest du verstehen?',
    thanks: 'Gern geschehen! Was möchtest du als Nächstes wissen?',
    goodbye: 'Auf Wiedersehen! Komm wieder, wann immer du magst.',
    sign: 'Gut. Was möchtest du als Nächstes wissen?',
  },
  fr: {
    hello: 'Bonjour ! Qu’aimerais-tu comprendre ?',
    thanks: 'Avec plaisir ! Qu’aimerais-tu savoir maintenant ?',
    goodbye: 'Au revoir ! Reviens quand tu veux.',
    sign: 'Bien. Qu’aimerais-tu savoir maintenant ?',
  },
  es: {
    hello: '¡Hola! ¿Qué te gustaría entender?',
    thanks: '¡De nada! ¿Qué te gustaría saber ahora?',
    goodbye: '¡Adiós! Vuelve cuando quieras.',
    sign: 'Bien. ¿Qué te gustaría saber ahora?',
  },
  pt: {
    hello: 'Olá! O que gostarias de compreender?',
    thanks: 'De nada! O que gostarias de saber a seguir?',
    goodbye: 'Até à próxima! Volta quando quiseres.',
    sign: 'Bem. O que gostarias de saber a seguir?',
  },
  it: {
    hello: 'Ciao! Che cosa vorresti capire?',
    thanks: 'Prego! Che cosa vorresti sapere adesso?',
    goodbye: 'Arrivederci! Torna quando vuoi.',
    sign: 'Bene. Che cosa vorresti sapere adesso?',
  },
  nl: {
    hello: 'Hallo! Wat wil je graag begrijpen?',
    thanks: 'Graag gedaan! Wat wil je nu weten?',
    goodbye: 'Tot ziens! Kom terug wanneer je wilt.',
    sign: 'Goed. Wat wil je nu weten?',
  },
  zh: {
    hello: '你好！你想弄懂什么？',
    thanks: '不客气！接下来想了解什么？',
    goodbye: '再见！随时欢迎回来。',
    sign: '好的。接下来想了解什么？',
  },
  ja: {
    hello: 'こんにちは！何を理解したいですか？',
    thanks: 'どういたしまして！次は何を知りたいですか？',
    goodbye: 'さようなら！いつでもまた来てください。',
    sign: 'いいですね。次は何を知りたいですか？',
  },
  hi: {
    hello: 'नमस्ते! आप क्या समझना चाहेंगे?',
    thanks: 'आपका स्वागत है! अब आप क्या जानना चाहेंगे?',
    goodbye: 'अलविदा! जब चाहें वापस आइए।',
    sign: 'अच्छा। अब आप क्या जानना चाहेंगे?',
  },
};

/**
 * The answer to "thanks!", "hello" and their like; undefined where something is asked.
 * @param language the talk's, two-letter code @param isChosen the learner chose it; else what is said tells of another one
 */
export function smallTalk(text: string, language: string, isChosen: boolean): string | undefined {
  const said = courtesyOf(text, language);
  if (!said) return undefined;
  const { courtesy, languages } = said;
  const isTalks = isChosen || languages.length === 0 || languages.includes(language);
  const [spoken = language] = isTalks ? [language] : languages;
  return (REPLIES[spoken] ?? REPLIES['en'])?.[courtesy];
}
