/** What the tutor says on the telephone beside its answers, by language. `{…}` is filled in. */
export interface Phrases {
  /** For Twilio's recogniser and voice. */
  tag: 'en-US' | 'es-ES' | 'de-DE' | 'fr-FR';
  greetNew: string;
  greetGoOn: string;
  backAgain: string;
  unlinked: string;
  askCode: string;
  wrongCode: string;
  linked: string;
  askPin: string;
  wrongPin: string;
  tooManyTries: string;
  busy: string;
  help: string;
  mode: { tutor: string; explain: string };
  modeOff: string;
  language: string;
  filler: string;
  failed: string;
  nothingToRepeat: string;
  skipped: string;
  holdOn: string;
  stillThere: [string, string];
  goodbye: string;
  summary: string;
  transfer: string;
  noTransfer: string;
  message: string;
  smsLocked: string;
  smsLater: string;
}

const en: Phrases = {
  tag: 'en-US',
  greetNew: 'Hello {name}. What would you like to talk about?',
  greetGoOn: 'Hello {name}. Shall we go on with {topic}?',
  backAgain: 'I am back. Please go on.',
  unlinked:
    'Hello. This is a voice tutor. This number is not linked to an account yet. In the app, open Settings, then Telephone, and make a code.',
  askCode: 'Please type the six digits of your code now.',
  wrongCode: 'That code is wrong or has run out.',
  linked: 'Thank you. This number is linked now.',
  askPin: 'Please type your PIN, then the hash key.',
  wrongPin: 'That PIN is wrong.',
  tooManyTries: 'That was wrong too often. Please try again in ten minutes. Goodbye.',
  busy: 'I am sorry, all lines are busy. Please call again in a few minutes. Goodbye.',
  help: 'Ask me anything about your material. Say “explain” for direct answers, or “tutor” and I ask you. Star repeats, hash skips. Say goodbye to end.',
  mode: { tutor: 'Good. I ask, you think.', explain: 'Good. I explain directly.' },
  modeOff: 'That is not possible here yet.',
  language: 'Let us speak English.',
  filler: 'Let me think.',
  failed: 'I am sorry, something went wrong. Please ask me again.',
  nothingToRepeat: 'I have not said anything yet.',
  skipped: 'All right. What next?',
  holdOn: 'Take your time.',
  stillThere: ['Are you still there?', 'I am still here when you are ready.'],
  goodbye: 'Goodbye, and until next time.',
  summary: 'You asked {count} questions about {topic}. You find them in the app.',
  transfer: 'I put you through.',
  noTransfer: 'There is nobody here I could put you through to.',
  message: 'Your talk with the tutor: {link}',
  smsLocked: 'This number asks for a PIN, so questions are answered on the telephone and in the app only.',
  smsLater: 'I am still thinking. You will find the answer in the app.',
};

const es: Phrases = {
  tag: 'es-ES',
  greetNew: 'Hola, {name}. ¿De qué quieres hablar?',
  greetGoOn: 'Hola, {name}. ¿Seguimos con {topic}?',
  backAgain: 'Ya estoy aquí. Sigue, por favor.',
  unlinked:
    'Hola. Soy un tutor de voz. Este número todavía no está vinculado. En la aplicación, abre Ajustes, luego Teléfono, y crea un código.',
  askCode: 'Marca ahora las seis cifras de tu código.',
  wrongCode: 'Ese código es incorrecto o ha caducado.',
  linked: 'Gracias. Este número ya está vinculado.',
  askPin: 'Marca tu PIN y después almohadilla.',
  wrongPin: 'Ese PIN es incorrecto.',
  tooManyTries: 'Demasiados intentos. Prueba de nuevo dentro de diez minutos. Adiós.',
  busy: 'Lo siento, todas las líneas están ocupadas. Llama dentro de unos minutos. Adiós.',
  help: 'Pregúntame lo que quieras de tu material. Di «explica» para respuestas directas, o «tutor» y pregunto yo. Asterisco repite, almohadilla salta. Di adiós para terminar.',
  mode: { tutor: 'Bien. Yo pregunto, tú piensas.', explain: 'Bien. Explico directamente.' },
  modeOff: 'Eso todavía no es posible aquí.',
  language: 'Hablemos en español.',
  filler: 'Déjame pensar.',
  failed: 'Lo siento, algo ha fallado. Pregúntame otra vez.',
  nothingToRepeat: 'Todavía no he dicho nada.',
  skipped: 'De acuerdo. ¿Qué más?',
  holdOn: 'Tómate tu tiempo.',
  stillThere: ['¿Sigues ahí?', 'Aquí estoy, cuando quieras.'],
  goodbye: 'Adiós, hasta la próxima.',
  summary: 'Has hecho {count} preguntas sobre {topic}. Las encuentras en la aplicación.',
  transfer: 'Te paso.',
  noTransfer: 'Aquí no hay nadie con quien pueda pasarte.',
  message: 'Tu charla con el tutor: {link}',
  smsLocked: 'Este número pide un PIN: respondo solo por teléfono y en la aplicación.',
  smsLater: 'Sigo pensando. Encontrarás la respuesta en la aplicación.',
};

const de: Phrases = {
  tag: 'de-DE',
  greetNew: 'Hallo {name}. Worüber möchtest du sprechen?',
  greetGoOn: 'Hallo {name}. Machen wir mit {topic} weiter?',
  backAgain: 'Da bin ich wieder. Sprich bitte weiter.',
  unlinked:
    'Hallo. Hier ist ein Sprachtutor. Diese Nummer ist noch nicht verknüpft. Öffne in der App die Einstellungen, dann Telefon, und erzeuge einen Code.',
  askCode: 'Tippe jetzt die sechs Ziffern deines Codes.',
  wrongCode: 'Dieser Code ist falsch oder abgelaufen.',
  linked: 'Danke. Diese Nummer ist jetzt verknüpft.',
  askPin: 'Tippe deine PIN und dann die Raute.',
  wrongPin: 'Diese PIN ist falsch.',
  tooManyTries: 'Das war zu oft falsch. Versuche es in zehn Minuten noch einmal. Auf Wiederhören.',
  busy: 'Es tut mir leid, alle Leitungen sind belegt. Rufe in ein paar Minuten wieder an. Auf Wiederhören.',
  help: 'Frage mich etwas zu deinem Material. Sage „erklären“ für direkte Antworten, oder „Tutor“, und ich frage dich. Stern wiederholt, Raute überspringt. Sage Tschüss zum Beenden.',
  mode: { tutor: 'Gut. Ich frage, du denkst.', explain: 'Gut. Ich erkläre direkt.' },
  modeOff: 'Das geht hier noch nicht.',
  language: 'Sprechen wir Deutsch.',
  filler: 'Lass mich nachdenken.',
  failed: 'Es tut mir leid, etwas ging schief. Frage mich bitte noch einmal.',
  nothingToRepeat: 'Ich habe noch nichts gesagt.',
  skipped: 'Gut. Was als Nächstes?',
  holdOn: 'Lass dir Zeit.',
  stillThere: ['Bist du noch da?', 'Ich bin da, sobald du so weit bist.'],
  goodbye: 'Tschüss und bis zum nächsten Mal.',
  summary: 'Du hast {count} Fragen zu {topic} gestellt. Du findest sie in der App.',
  transfer: 'Ich verbinde dich.',
  noTransfer: 'Hier ist niemand, mit dem ich dich verbinden könnte.',
  message: 'Dein Gespräch mit dem Tutor: {link}',
  smsLocked: 'Diese Nummer verlangt eine PIN: Fragen beantworte ich nur am Telefon und in der App.',
  smsLater: 'Ich denke noch nach. Du findest die Antwort in der App.',
};

const fr: Phrases = {
  tag: 'fr-FR',
  greetNew: 'Bonjour {name}. De quoi veux-tu parler ?',
  greetGoOn: 'Bonjour {name}. On continue avec {topic} ?',
  backAgain: 'Me revoilà. Continue, je t’en prie.',
  unlinked:
    'Bonjour. Ici un tuteur vocal. Ce numéro n’est pas encore associé. Dans l’application, ouvre Réglages, puis Téléphone, et crée un code.',
  askCode: 'Tape maintenant les six chiffres de ton code.',
  wrongCode: 'Ce code est faux ou a expiré.',
  linked: 'Merci. Ce numéro est maintenant associé.',
  askPin: 'Tape ton code PIN, puis dièse.',
  wrongPin: 'Ce code PIN est faux.',
  tooManyTries: 'Trop d’essais. Réessaie dans dix minutes. Au revoir.',
  busy: 'Désolé, toutes les lignes sont occupées. Rappelle dans quelques minutes. Au revoir.',
  help: 'Demande-moi ce que tu veux sur ton cours. Dis « explique » pour une réponse directe, ou « tuteur » et je te questionne. Étoile répète, dièse passe. Dis au revoir pour finir.',
  mode: { tutor: 'Bien. Je demande, tu réfléchis.', explain: 'Bien. J’explique directement.' },
  modeOff: 'Ce n’est pas encore possible ici.',
  language: 'Parlons français.',
  filler: 'Laisse-moi réfléchir.',
  failed: 'Désolé, quelque chose n’a pas marché. Redemande-moi.',
  nothingToRepeat: 'Je n’ai encore rien dit.',
  skipped: 'D’accord. Et ensuite ?',
  holdOn: 'Prends ton temps.',
  stillThere: ['Tu es toujours là ?', 'Je suis là quand tu veux.'],
  goodbye: 'Au revoir et à la prochaine.',
  summary: 'Tu as posé {count} questions sur {topic}. Tu les retrouves dans l’application.',
  transfer: 'Je te passe quelqu’un.',
  noTransfer: 'Il n’y a personne à qui te passer ici.',
  message: 'Ta conversation avec le tuteur : {link}',
  smsLocked: 'Ce numéro demande un code PIN : je réponds seulement au téléphone et dans l’application.',
  smsLater: 'Je réfléchis encore. Tu trouveras la réponse dans l’application.',
};

const LANGUAGES: Record<string, Phrases> = { en, es, de, fr };

/** In the language of this BCP 47 tag, else in English. */
export function phrasesFor(language: string | undefined): Phrases {
  return LANGUAGES[language?.slice(0, 2).toLowerCase() ?? 'en'] ?? en;
}

export function fill(phrase: string, values: Record<string, string | number>): string {
  return phrase.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
