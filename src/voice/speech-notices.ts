import { QUIET_TEXTS } from '../spoken/listen/long-silence.ts';

/** What a learner is told about speech, their own and the tutor's, and how the tutor speaks up after a long silence. */
const en = {
  ...QUIET_TEXTS.en,
  speech_too_long: 'That was two minutes. I answer to it now; say the rest after that.',
  speech_kept: 'I can’t make out what you said just now. It is kept, and I listen to it again as soon as I can.',
  speech_lost: 'What you said a while ago could not be made out. Please say it again.',
  speech_not_understood: 'I could not make out what you said. Please say it again.',
  speech_not_taken: 'What you said could not be taken just now. Please say it again in a moment.',
  restarting: 'The server restarts. What you said just now is kept and goes on in a moment.',
  voice_failed: 'The voice failed. The answer goes on as text.',
  voice_handed_over: 'The voice failed. Your device reads the rest of the answer.',
  speech_unavailable: 'The server can’t hear. Speak through the browser, or type.',
  voice_unavailable: 'The server can’t speak. The answers come as text.',
};

export type SpeechNotice = keyof typeof en;

/** By two-letter code. */
export const SPEECH_NOTICES = {
  en,
  es: {
    ...QUIET_TEXTS.es,
    speech_too_long: 'Han sido dos minutos. Respondo a eso ahora; di el resto después.',
    speech_kept:
      'No he podido entender lo que acabas de decir. Queda guardado y lo escucharé de nuevo en cuanto pueda.',
    speech_lost: 'No se ha podido entender lo que dijiste hace un rato. Dilo otra vez, por favor.',
    speech_not_understood: 'No he entendido lo que has dicho. Dilo otra vez, por favor.',
    speech_not_taken: 'No he podido atender lo que has dicho. Dilo otra vez dentro de un momento, por favor.',
    restarting: 'El servidor se reinicia. Lo que acabas de decir está guardado y sigue en un momento.',
    voice_failed: 'La voz ha fallado. La respuesta sigue como texto.',
    voice_handed_over: 'La voz ha fallado. Tu dispositivo lee el resto de la respuesta.',
    speech_unavailable: 'El servidor no puede oírte. Habla a través del navegador o escribe.',
    voice_unavailable: 'El servidor no puede hablar. Las respuestas llegan como texto.',
  },
  de: {
    ...QUIET_TEXTS.de,
    speech_too_long: 'Das waren zwei Minuten. Ich antworte jetzt darauf; sage den Rest danach.',
    speech_kept:
      'Ich kann gerade nicht verstehen, was du gesagt hast. Es ist aufgehoben, und ich höre es noch einmal, sobald ich kann.',
    speech_lost: 'Was du vor einer Weile gesagt hast, war nicht zu verstehen. Bitte sage es noch einmal.',
    speech_not_understood: 'Ich habe dich nicht verstanden. Bitte sage es noch einmal.',
    speech_not_taken: 'Was du gesagt hast, kam gerade nicht an. Bitte sage es gleich noch einmal.',
    restarting: 'Der Server startet neu. Was du gerade gesagt hast, ist aufgehoben und geht gleich weiter.',
    voice_failed: 'Die Stimme ist ausgefallen. Die Antwort geht als Text weiter.',
    voice_handed_over: 'Die Stimme ist ausgefallen. Dein Gerät liest den Rest der Antwort vor.',
    speech_unavailable: 'Der Server kann nicht hören. Sprich über den Browser oder tippe.',
    voice_unavailable: 'Der Server kann nicht sprechen. Die Antworten kommen als Text.',
  },
  fr: {
    ...QUIET_TEXTS.fr,
    speech_too_long: 'Cela fait deux minutes. J’y réponds maintenant ; dis le reste après.',
    speech_kept:
      'Je n’arrive pas à comprendre ce que tu viens de dire. C’est gardé, et je le réécoute dès que possible.',
    speech_lost: 'Ce que tu as dit il y a un moment n’a pas pu être compris. Redis-le, s’il te plaît.',
    speech_not_understood: 'Je n’ai pas compris ce que tu as dit. Redis-le, s’il te plaît.',
    speech_not_taken: 'Ce que tu as dit n’a pas pu être pris en compte. Redis-le dans un moment, s’il te plaît.',
    restarting: 'Le serveur redémarre. Ce que tu viens de dire est gardé et reprend dans un instant.',
    voice_failed: 'La voix est en panne. La réponse continue par écrit.',
    voice_handed_over: 'La voix est en panne. Ton appareil lit la suite de la réponse.',
    speech_unavailable: 'Le serveur ne peut pas entendre. Parle par le navigateur, ou écris.',
    voice_unavailable: 'Le serveur ne peut pas parler. Les réponses arrivent par écrit.',
  },
} satisfies Record<string, Record<SpeechNotice, string>>;

const BY_LANGUAGE: Partial<Record<string, Record<SpeechNotice, string>>> = SPEECH_NOTICES;

/** @param language BCP 47; English where it is not known or not here */
export function speechNotice(code: SpeechNotice, language: string | undefined): string {
  const base = language?.toLowerCase().split('-')[0] ?? '';
  return (BY_LANGUAGE[base] ?? en)[code];
}
