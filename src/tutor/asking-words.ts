import { contentWords } from './content-words.ts';

/** Words with which something is asked for, which are not what it is about: «I would like to learn something about tides». */
const ASKING = new Set(
  contentWords(
    [
      'want like learn know understand explain describe define show give summary summarise summarize overview',
      'something anything everything please help talk say think',
      'ich möchte will würde gerne wissen lernen verstehen erkläre erklären beschreibe zeige gib erzähl sag kannst bitte etwas alles mir über',
      'veux voudrais aimerais savoir apprendre comprendre explique expliquer décris montre donne dis peux moi quelque chose tout résumé',
      'quiero quisiera gustaría saber aprender entender explica explícame describe dime dame puedes algo todo resumen me',
      'quero gostaria aprender entender explique explica descreve diz dá podes algo tudo resumo',
      'voglio vorrei sapere imparare capire spiega spiegami descrivi dimmi dammi puoi qualcosa tutto riassunto mi',
      'wil graag weten leren begrijpen uitleggen vertel geef kun iets alles samenvatting over ik',
    ].join(' '),
  ).keys(),
);

/** The content words of a question that say what it is about; all of them where there are no others. */
export function tellingWords(question: string): string[] {
  const all = [...contentWords(question).keys()];
  const telling = all.filter((word) => !ASKING.has(word));
  return telling.length > 0 ? telling : all;
}
