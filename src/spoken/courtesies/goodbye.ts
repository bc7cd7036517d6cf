/* How people take their leave, in seven languages: what is said on the telephone, and what is typed. */

/** Words of which one says goodbye, and those that may stand around it: a goodbye holds nothing else. */
const GOODBYE =
  /^(bye|goodbye|byebye|cya|farewell|tschüss|tschau|ciao|wiederhören|wiedersehen|adiós|chao|salut|revoir|arrivederci|addio|tchau|adeus|doei|ziens)$/u;
/** What may stand around a goodbye, and around thanks. */
export const AROUND_GOODBYE = new Set(
  (
    'okay ok so well now then thanks thank you very much for today tutor that s is was all it i m am done have to must need go ' +
    'gotta see later tomorrow soon until next time and have a nice good day evening night one bye ' +
    'gracias por todo hasta luego mañana pronto eso es ya me voy tengo que irme muchas muy bien vale buenas noches ' +
    'danke schön dir für heute das war s alles ich muss gehen bis bald morgen später dann also gut auf mach ' +
    'merci beaucoup pour aujourd hui c est tout je dois y aller à bientôt demain au bonne soirée nuit journée alors bon ' +
    'grazie mille per oggi presto domani alla prossima devo andare buona notte serata giornata va allora tutto è ' +
    'obrigado obrigada muito hoje até logo amanhã mais preciso ir boa noite tenho tudo isso então ' +
    'dank je wel bedankt voor vandaag tot morgen straks ik moet gaan dat het goed dan nou fijne dag avond'
  ).split(' '),
);
/** Said as a whole, they end a talk without the word itself. */
const ENDINGS =
  /^((that s|that is|that was|that will be) (all|it|everything)( for (today|now))?( thank you| thanks)?|(i have|i ve got|i need|i gotta) to go( now)?|see you (later|tomorrow|soon|next time)|hang up( please)?|(please )?end the call|hasta (luego|mañana|pronto)|bis (bald|morgen|später|dann)|à (bientôt|demain)|a (presto|domani)|alla prossima|devo andare|até (logo|mais|amanhã|a próxima)|(preciso|tenho que) ir|tot (morgen|later|straks)|ik moet gaan)$/u;

/** @param said in small letters and without punctuation */
export function isGoodbye(said: string): boolean {
  if (ENDINGS.test(said)) return true;
  const words = said.split(' ');
  return (
    words.some((word) => GOODBYE.test(word)) && words.every((word) => GOODBYE.test(word) || AROUND_GOODBYE.has(word))
  );
}
