/** With which words a question, or a wish, begins, by two-letter code; before them may stand a few that begin anything. */
const BEGINNINGS: Readonly<Record<string, { before: string; question: string }>> = {
  en: {
    before: 'so|and|but|okay|ok|well|wait|um|uh|hmm|now|then|please',
    question:
      "what|what's|why|how|where|who|which|whose|when (?:is|are|was|were|do|does|did|will)|can (?:you|i|we|it)|could (?:you|i|we|it)|would (?:you|it)|will (?:it|you|the)|should (?:i|we)|is|are|was|were|do|does|did|has|have you|explain|describe|compare|define|tell me|give me|show me|ask me|help me|repeat",
  },
  es: {
    before: 'y|pero|entonces|bueno|pues|eh',
    question:
      'qué|por qué|cómo|cuándo|dónde|quién|cuál|cuáles|cuánto|cuánta|cuántos|cuántas|puedes|podrías|me puedes|explica|explícame|dame|dime|muéstrame|cuéntame|háblame|ayúdame|pregúntame|repite',
  },
  de: {
    before: 'und|aber|also|okay|ok|ähm|moment',
    question:
      'was|warum|wieso|weshalb|wie|wo|woher|wohin|wer|wen|wem|wann|welche|welcher|welches|kannst du|könntest du|können wir|gibt es|ist (?:das|es|der|die)|sind (?:das|die)|erklär|erkläre|sag mir|gib mir|zeig mir|nenn mir|erzähl mir|frag mich|hilf mir|wiederhole',
  },
  fr: {
    before: 'et|mais|alors|euh|bon',
    question:
      "qu'est-ce|est-ce|c'est quoi|pourquoi|comment|où|qui|quel|quelle|quels|quelles|combien|tu peux|peux-tu|tu pourrais|pourrais-tu|explique|explique-moi|donne-moi|dis-moi|montre-moi|parle-moi|aide-moi|répète",
  },
  pt: {
    before: 'e|mas|então|bom|eh',
    question:
      'o que|que|qual|quais|como|por que|quando|onde|quem|quanto|quantos|quantas|você pode|pode|podes|poderia|explica|explique|me explica|me explique|me dá|me dê|dá-me|me diz|me diga|diz-me|me mostra|repete|repita',
  },
  it: {
    before: 'e|ma|allora|beh|eh',
    question:
      "che cosa|cosa|che|cos'è|com'è|come|quando|dove|chi|quale|quali|qual|quanto|quanti|quante|puoi|potresti|mi puoi|spiega|spiegami|dimmi|dammi|fammi|mostrami|parlami|aiutami|ripeti",
  },
};
/** Chinese asks anywhere in the sentence. */
const CHINESE = /什么|怎么|哪|谁|多少|几[个种年天]|是不是|能不能|可不可以|为何/u;

/** And Japanese at its end. */
const JAPANESE = /(?:か|教えて(?:ください)?|説明して(?:ください)?)$/u;

const FORMS: ReadonlyMap<string, RegExp> = new Map([
  ...Object.entries(BEGINNINGS).map(([language, { before, question }]): [string, RegExp] => [
    language,
    new RegExp(`^(?:(?:${before})\\s+){0,3}(?:${question})\\s+\\S+\\s*\\S`, 'u'),
  ]),
  ['zh', CHINESE],
  ['yue', CHINESE],
  ['ja', JAPANESE],
]);

/**
 * Whether this is a question by its words: for recognisers that set no marks.
 * @param text lower case, without marks
 * @param language BCP 47 tag, where known
 */
export function isAsked(text: string, language: string | undefined): boolean {
  return FORMS.get(language?.toLowerCase().split('-')[0] ?? '')?.test(text) ?? false;
}
