import { wholeUtterance } from '../spoken/courtesies/whole-utterance.ts';

/** How callers say that they are there again after "hold on". */
const BACK =
  // English
  'i m (back|here|ready)|i am (back|here|ready)|we re back|here i am|back|ready|go on|go ahead|continue|let s (go on|continue)|' +
  'you can (go on|continue)|thanks for waiting|hello|hi|hey|are you (still )?there|' +
  // Spanish
  'ya estoy( aquí| de vuelta)?|aquí estoy|he vuelto|estoy de vuelta|listo|lista|sigue|sigamos|continúa|continuemos|hola|' +
  // German
  'ich bin (wieder )?(da|zurück)|bin (wieder )?(da|zurück)|(da )?bin ich( wieder)?|wieder da|zurück|fertig|bereit|weiter|mach weiter|hallo|' +
  // French
  'je suis (de retour|là|revenue?|prête?)|me (voilà|revoilà)|c est bon|prête?|continue|on continue|continuons|allô?|bonjour|' +
  // Italian
  'sono (qui|tornat[oa]|pront[oa])|eccomi( qui)?|pront[oa]|continua|continuiamo|avanti|ciao|' +
  // Portuguese
  'voltei|estou (aqui|de volta|pront[oa])|já estou aqui|cheguei|pode continuar|continue|vamos continuar|alô|olá|oi|' +
  // Dutch
  'ik ben (er|terug|klaar)|ik ben er weer|daar ben ik( weer)?|klaar|ga (maar )?(verder|door)|hallo|hoi';
/** What may stand around it, or alone: no question either. */
const AROUND =
  'ok|okay|oké|so|right|yes|yeah|well|now|again|all right|alright|sorry|thanks|thank you|i|and|' +
  'sí|bueno|vale|gracias|perdón|ja|gut|danke|entschuldigung|jetzt|wieder|nun|oui|bon|alors|merci|pardon|désolée?|' +
  'sì|bene|allora|grazie|scusa|ora|sim|certo|obrigad[oa]|desculpe?|agora|goed|dank je( wel)?|bedankt|sorry hoor|nou';
/** A cough and the like, as recognisers write them. */
const SOUND =
  'h+m+|m+|m+h+m+|u+h+|u+m+|e+r+m?|a+h+|o+h+|a+he+m|e+h+m?|ä+h*m*|ö+h*m*|e+u+h?|h+u+m*|hã|eh|tja|cough(s|ing)?|achoo|hatschi|atchoum|etci|' +
  'husten|tos|toux|tosse|hoest|sneezes?|clears throat|sniff(s)?|sighs?';

const NO_QUESTION = new RegExp(`^((${BACK}|${AROUND}|${SOUND})( |$))+$`, 'u');

/** Whether somebody who had asked for time only shows by this that they are there: nobody is to answer it. Pure. */
export function isBack(utterance: string): boolean {
  const said = wholeUtterance(utterance);
  return said === '' || (said !== undefined && NO_QUESTION.test(said));
}
