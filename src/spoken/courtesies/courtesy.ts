import { asks, isBackchannel } from '../listen/said.ts';
import { AROUND_GOODBYE, isGoodbye } from './goodbye.ts';
import { wholeUtterance } from './whole-utterance.ts';

type Lists = ReadonlyMap<string, ReadonlySet<string>>;

/** What people say to each other beside what they talk about. */
export type Courtesy = 'hello' | 'thanks' | 'goodbye' | 'sign';

/** By two-letter code: words and phrases of which one makes it a greeting or thanks. Small letters, without punctuation. */
const HELLO = listed({
  en: 'hello|hi|hey|hiya|howdy|greetings|good morning|good afternoon|good day|how are you|how do you do|what s up',
  de: 'hallo|hi|hey|moin|servus|grüezi|grüß gott|grüß dich|guten tag|guten morgen|guten abend|wie geht s|wie geht es dir',
  fr: 'bonjour|bonsoir|coucou|salut|ça va|comment ça va|comment vas tu',
  es: 'hola|buenos días|buenas tardes|buenas|qué tal|cómo estás',
  pt: 'olá|oi|bom dia|boa tarde|tudo bem|como estás|como vai',
  it: 'ciao|salve|buongiorno|buonasera|come stai|come va',
  nl: 'hallo|hoi|goedemorgen|goedemiddag|goedenavond|goedendag|hoe gaat het',
  zh: '你好|您好|大家好|早上好|下午好|晚上好|嗨|哈喽',
  ja: 'こんにちは|こんばんは|おはよう|おはようございます|やあ',
  hi: 'नमस्ते|नमस्कार|हैलो',
});
const THANKS = listed({
  en: 'thanks|thank you|thank u|thx|ty|cheers|much appreciated',
  de: 'danke|dankeschön|vielen dank|herzlichen dank|merci vielmals',
  fr: 'merci',
  es: 'gracias',
  pt: 'obrigado|obrigada|valeu',
  it: 'grazie',
  nl: 'dank je|dank je wel|dankjewel|dank u|bedankt',
  zh: '谢谢|谢谢你|谢谢您|多谢|非常感谢',
  ja: 'ありがとう|ありがとうございます|どうも|どうもありがとう|どうもありがとうございます',
  hi: 'धन्यवाद|शुक्रिया|बहुत धन्यवाद',
});
const BYE_ELSEWHERE = listed({
  zh: '再见|拜拜|回头见',
  ja: 'さようなら|またね|じゃあね|バイバイ',
  hi: 'अलविदा|फिर मिलेंगे',
});
/** What may stand around a greeting. */
const AROUND_HELLO = new Set(
  'there tutor again and you are everybody everyone all to zusammen da dir du à tous a todos'.split(' '),
);
/** What may stand around thanks, besides what stands around a goodbye. */
const AROUND_THANKS = new Set(
  'the your help helping answer explanation great perfect lots ton sehr vielmals die deine hilfe antwort erklärung ton ta votre aide réponse la tu ayuda respuesta tua ajuda tuo aiuto je hulp beaucoup lot of'.split(
    ' ',
  ),
);

/** As whole utterances are compared: some scripts lose the signs of their vowels. */
function listed(lists: Record<string, string>): Lists {
  return new Map(
    Object.entries(lists).map(([language, list]) => [
      language,
      new Set(list.split('|').map((phrase) => wholeUtterance(phrase) ?? phrase)),
    ]),
  );
}

export interface SaidCourtesy {
  courtesy: Courtesy;
  /** Two-letter codes of the languages in which it is said so; none where that doesn't tell. */
  languages: string[];
}

/**
 * What is said out of courtesy alone, as a whole message: "thanks!" and "Okay, thank you very much, goodbye", not "What does goodbye
 * mean?". A sign of listening ("okay, I see") counts as one.
 * @param language BCP 47 tag, where known
 */
export function courtesyOf(text: string, language: string | undefined): SaidCourtesy | undefined {
  const said = wholeUtterance(text);
  if (said === undefined || said === '') return undefined;
  // First: "ciao" and "salut" greet as often as they take leave, and with thanks one mostly does both.
  const hello = languagesOf(said, HELLO, AROUND_HELLO);
  if (hello.length > 0) return { courtesy: 'hello', languages: hello };
  if (isGoodbye(said)) return { courtesy: 'goodbye', languages: [] };
  const bye = languagesOf(said, BYE_ELSEWHERE, new Set());
  if (bye.length > 0) return { courtesy: 'goodbye', languages: bye };
  const thanks = languagesOf(said, THANKS, new Set([...AROUND_THANKS, ...AROUND_GOODBYE]));
  if (thanks.length > 0) return { courtesy: 'thanks', languages: thanks };
  return !asks(text) && isBackchannel(text, language) ? { courtesy: 'sign', languages: [] } : undefined;
}

/** The languages of which a word or phrase is all that is said, but for what may stand around it. */
function languagesOf(said: string, lists: Lists, around: ReadonlySet<string>): string[] {
  const words = said.split(' ');
  return [...lists].filter(([, phrases]) => isMadeOf(words, phrases, around)).map(([language]) => language);
}

function isMadeOf(words: string[], phrases: ReadonlySet<string>, around: ReadonlySet<string>): boolean {
  let found = false;
  for (let at = 0; at < words.length; ) {
    const lengths = [4, 3, 2, 1].filter((length) => phrases.has(words.slice(at, at + length).join(' ')));
    if (lengths.length === 0 && !around.has(words[at] ?? '')) return false;
    found ||= lengths.length > 0;
    at += lengths[0] ?? 1;
  }
  return found;
}
