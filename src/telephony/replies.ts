import { wholeUtterance } from '../spoken/courtesies/whole-utterance.ts';

/** What a caller says to an offer: takes it, wants something else, or asks what it was. */
export type Reply = 'yes' | 'new' | 'what';

const YES =
  // English
  'yes|yeah|yep|yup|sure|of course|ok|okay|all right|alright|fine|gladly|go on|go ahead|continue|let s|let us|' +
  'let s (go on|continue|do (it|that))|sounds good|please do|i d (like|love) (to|that)|' +
  // Spanish
  'sí|si|claro( que sí)?|por supuesto|vale|de acuerdo|adelante|sigamos|seguimos|continuemos|continúa|sigue|dale|venga|' +
  // German
  'ja|jawohl|klar|gerne?|natürlich|sicher|weiter|mach weiter|machen wir( weiter)?|lass uns weitermachen|einverstanden|in ordnung|' +
  // French
  'oui|ouais|bien sûr|d accord|volontiers|avec plaisir|allons y|vas y|on continue|continue|continuons|' +
  // Italian
  'sì|certo|certamente|volentieri|va bene|d accordo|continuiamo|andiamo avanti|avanti|continua|' +
  // Portuguese
  'sim|com certeza|com prazer|pode ser|tudo bem|vamos( lá| continuar)?|' +
  // Dutch
  'jazeker|zeker|graag|goed|prima|oké|laten we (daarmee )?verdergaan|ga (maar )?(verder|door)';
const NO =
  'no|nope|nah|not (now|today)|(i d )?rather not|ahora no|hoy no|mejor no|nein|nee|nö|lieber nicht|(jetzt|heute) nicht|' +
  'non|pas (maintenant|aujourd hui)|plutôt pas|' +
  'non (ora|adesso|oggi)|meglio di no|não|(agora|hoje|melhor) não|liever niet|(nu|vandaag) niet';
const SUBJECT_ENGLISH =
  '(something|anything) (new|else|different)|(a |an )?(new|different|another|other) (subject|topic)';
const SUBJECT_SPANISH = 'algo (nuevo|distinto|diferente)|otra cosa|otro tema|(un )?tema nuevo|un nuevo tema';
const SUBJECT_GERMAN = '(et)?was (neues|anderes)|(ein )?(neues|anderes) thema';
const SUBJECT_FRENCH = 'autre chose|quelque chose (de nouveau|d autre|de différent)|(un )?(autre|nouveau) sujet';
const SUBJECT_ITALIAN = 'qualcosa di (nuovo|diverso)|qualcos altro|un (altro|nuovo) argomento|(un )?argomento nuovo';
const SUBJECT_PORTUGUESE = 'algo (novo|diferente)|outra coisa|outro assunto|um novo assunto|(um )?assunto novo';
const SUBJECT_DUTCH = 'iets (nieuws|anders)|een (ander|nieuw) onderwerp';
const NEW =
  `${SUBJECT_ENGLISH}|(let s|let us|i want to|i d like to|can we|could we) (talk about|do|start|try|learn) (${SUBJECT_ENGLISH})|` +
  `(let s )?change the (subject|topic)|${SUBJECT_SPANISH}|(hablemos|quiero hablar) de (${SUBJECT_SPANISH})|cambiemos de tema|` +
  `${SUBJECT_GERMAN}|(lass uns|ich möchte|ich will) (lieber )?über (${SUBJECT_GERMAN}) (sprechen|reden)|` +
  `${SUBJECT_FRENCH}|(parlons|je (veux|voudrais) parler) (d autre chose|d un autre sujet|de quelque chose de nouveau)|changeons de sujet|` +
  `${SUBJECT_ITALIAN}|(parliamo|(vorrei|voglio) parlare) di (${SUBJECT_ITALIAN})|cambiamo argomento|` +
  `${SUBJECT_PORTUGUESE}|(vamos|quero) falar (de|sobre) (${SUBJECT_PORTUGUESE})|(vamos )?mudar de assunto|` +
  `${SUBJECT_DUTCH}|(laten we|ik wil) (het )?(liever )?over (${SUBJECT_DUTCH}) (praten|hebben|spreken)`;
const WHAT =
  'what was (that|it|this)( about)?|what did we (talk|speak) about( last time)?|what did we do( last time)?|remind me|where (did we stop|were we)|' +
  'de qué (era|iba|trataba)( eso)?|de qué hablamos|qué era eso|recuérdamelo|dónde (estábamos|lo dejamos|nos quedamos)|' +
  '(worum|um was) ging es( da)?|was war das|worüber (haben|hatten) wir (gesprochen|geredet)|wo (waren wir|haben wir aufgehört)|erinnere? mich|' +
  'c était (à propos de )?quoi|de quoi (on parlait|parlait on|s agissait il|on a parlé|avons nous parlé)|où (en étions nous|on en était)|rappelle moi|' +
  'di (che )?cosa (parlavamo|si trattava)|(che )?cos era|ricordamelo|dove (eravamo|siamo) rimasti|' +
  'o que era isso|(sobre|do) o? ?que (era|falamos|falávamos)|me lembre|onde (paramos|estávamos)|' +
  'waar ging (dat|het) over|waar hadden we het over|wat was dat|waar waren we( gebleven)?';
/** What may stand around any of them and says nothing by itself. */
const AROUND =
  'please|thanks|thank you|oh|well|uh|um|hm|rather|again|with that|por favor|gracias|mejor|pues|otra vez|con eso|' +
  'bitte|danke|lieber|nochmal|noch mal|noch einmal|damit|na|s il te plaît|s il vous plaît|merci|plutôt|alors|déjà|avec ça|eh bien|' +
  'per favore|grazie|allora|con quello|obrigad[oa]|então|de novo|com isso|alsjeblieft|dank je( wel)?|bedankt|liever|nou';

const REPLIES: readonly [RegExp, Reply][] = [
  [only(YES, AROUND), 'yes'],
  // "No, something new": the second says the same as the first.
  [only(`${NO}|${NEW}`, AROUND), 'new'],
  [only(WHAT, AROUND), 'what'],
];
const NEW_SUBJECT = only(NEW, `${AROUND}|${NO}`);

/** What a whole utterance answers to an offer; undefined: it is no answer to it. Pure. */
export function replyOf(utterance: string): Reply | undefined {
  const said = wholeUtterance(utterance);
  return said === undefined ? undefined : REPLIES.find(([pattern]) => pattern.test(said))?.[1];
}

/** Whether a whole utterance asks for something else to talk about, whatever was offered. Pure. */
export function wantsNewSubject(utterance: string): boolean {
  return NEW_SUBJECT.test(wholeUtterance(utterance) ?? '');
}

/** One of these phrases at least, and nothing but them and what may stand around them. */
function only(phrases: string, around: string): RegExp {
  return new RegExp(`^((${around}) )*(${phrases})( (${phrases}|${around}))*$`, 'u');
}
