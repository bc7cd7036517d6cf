import { wordsOf } from '../knowledge/words.ts';

/** What is said by learners who don't know how to go on, and what a tutor without a model answers. */
interface Loss {
  /** "What can you do?" */
  help: string[];
  /** "I don't know": what is said to the tutor's question. */
  unsure: string[];
  replies: { help: string; unsure: string };
}

const LOSSES: Readonly<Record<string, Loss>> = {
  en: {
    help: [
      'help',
      'help me',
      'can you help me',
      'what can you do',
      'what can you do for me',
      'what can I ask',
      'what can I ask you',
      'what should I ask',
      'how does this work',
      'how do you work',
      'who are you',
      'what are you',
    ],
    unsure: [
      'idk',
      'no idea',
      'I have no idea',
      "I don't know",
      'I do not know',
      'dunno',
      'not sure',
      "I'm not sure",
      'I am not sure',
      'I give up',
      "I can't",
    ],
    replies: {
      help: 'Ask me about something in your material: I look for it, and quote what stands there.',
      unsure: 'That’s all right. Ask me about a word in it, and I look again.',
    },
  },
  de: {
    help: [
      'Hilfe',
      'hilf mir',
      'kannst du mir helfen',
      'was kannst du',
      'was kann ich fragen',
      'wie funktioniert das',
      'wer bist du',
    ],
    unsure: [
      'keine Ahnung',
      'ich habe keine Ahnung',
      'weiß nicht',
      'weiß ich nicht',
      'ich weiß nicht',
      'ich weiß es nicht',
      'nicht sicher',
    ],
    replies: {
      help: 'Frag mich nach etwas in deinem Material: Ich suche es und zitiere, was dort steht.',
      unsure: 'Das macht nichts. Frag mich nach einem Wort daraus, und ich suche weiter.',
    },
  },
  fr: {
    help: [
      'aide',
      'aide-moi',
      'à l’aide',
      'peux-tu m’aider',
      'que peux-tu faire',
      'qu’est-ce que tu peux faire',
      'comment ça marche',
      'qui es-tu',
    ],
    unsure: ['aucune idée', 'je n’en ai aucune idée', 'je ne sais pas', 'je sais pas', 'pas sûr', 'je ne suis pas sûr'],
    replies: {
      help: 'Demande-moi quelque chose sur tes documents : je le cherche, et je cite ce qui y est écrit.',
      unsure: 'Ce n’est pas grave. Demande-moi un mot de ce passage, et je cherche encore.',
    },
  },
  es: {
    help: [
      'ayuda',
      'ayúdame',
      'puedes ayudarme',
      'qué puedes hacer',
      'qué puedo preguntar',
      'cómo funciona esto',
      'quién eres',
    ],
    unsure: ['ni idea', 'no tengo ni idea', 'no sé', 'no lo sé', 'no estoy seguro', 'no estoy segura'],
    replies: {
      help: 'Pregúntame por algo de tu material: lo busco y cito lo que dice.',
      unsure: 'No pasa nada. Pregúntame por una palabra de ese pasaje y sigo buscando.',
    },
  },
  pt: {
    help: ['ajuda', 'ajuda-me', 'podes ajudar-me', 'o que podes fazer', 'o que você pode fazer', 'como funciona isto'],
    unsure: ['não sei', 'não faço ideia', 'sei lá', 'não tenho a certeza', 'não tenho certeza'],
    replies: {
      help: 'Pergunta-me por algo do teu material: procuro-o e cito o que lá está.',
      unsure: 'Não faz mal. Pergunta-me por uma palavra dessa passagem e volto a procurar.',
    },
  },
  it: {
    help: ['aiuto', 'aiutami', 'puoi aiutarmi', 'che cosa puoi fare', 'cosa puoi fare', 'come funziona', 'chi sei'],
    unsure: ['non lo so', 'non so', 'nessuna idea', 'non ne ho idea', 'boh', 'non sono sicuro', 'non sono sicura'],
    replies: {
      help: 'Chiedimi qualcosa del tuo materiale: lo cerco e cito quello che c’è scritto.',
      unsure: 'Non fa niente. Chiedimi di una parola di quel passo, e cerco ancora.',
    },
  },
  nl: {
    help: ['help', 'help me', 'kun je me helpen', 'wat kun je', 'wat kan je', 'hoe werkt dit', 'wie ben je'],
    unsure: ['geen idee', 'ik heb geen idee', 'weet ik niet', 'ik weet het niet', 'ik weet niet', 'niet zeker'],
    replies: {
      help: 'Vraag me naar iets in je materiaal: ik zoek het op en citeer wat er staat.',
      unsure: 'Dat geeft niet. Vraag me naar een woord eruit, dan zoek ik verder.',
    },
  },
  zh: {
    help: ['帮助', '帮帮我', '你能做什么', '你会什么', '我可以问什么', '怎么用', '你是谁'],
    unsure: ['不知道', '我不知道', '不清楚', '我不清楚', '不确定', '我不确定', '没想法'],
    replies: {
      help: '请问我资料里的内容：我会查找，并引用原文。',
      unsure: '没关系。请问我其中的一个词，我再查一查。',
    },
  },
  ja: {
    help: ['ヘルプ', '助けて', '何ができますか', '何ができるの', '何を聞けますか', '使い方は', 'あなたは誰ですか'],
    unsure: [
      'わからない',
      'わかりません',
      '分からない',
      '分かりません',
      '知りません',
      '自信がない',
      '自信がありません',
    ],
    replies: {
      help: '資料の内容について聞いてください。探して、書いてあることを引用します。',
      unsure: '大丈夫です。その中の言葉について聞いてください。もう一度探します。',
    },
  },
  hi: {
    help: ['मदद', 'मेरी मदद करो', 'मेरी मदद कीजिए', 'आप क्या कर सकते हैं', 'तुम क्या कर सकते हो', 'यह कैसे काम करता है'],
    unsure: ['पता नहीं', 'मुझे पता नहीं', 'मुझे नहीं पता', 'मालूम नहीं', 'मुझे मालूम नहीं'],
    replies: {
      help: 'अपनी सामग्री के बारे में पूछिए: मैं उसे खोजकर वहाँ लिखा हुआ सुनाता हूँ।',
      unsure: 'कोई बात नहीं। उसके किसी शब्द के बारे में पूछिए, मैं फिर खोजता हूँ।',
    },
  },
};

const KINDS = ['help', 'unsure'] as const;

/** What was said, in which language, and what is answered to it; the talk's language decides where several say the same. */
const ANSWERS = new Map(
  Object.entries(LOSSES).flatMap(([language, loss]) =>
    KINDS.flatMap((kind) => loss[kind].map((said) => [`${language} ${keyOf(said)}`, kind] as const)),
  ),
);

/**
 * The answer to "what can you do?" and to "I don't know"; undefined where something else is said.
 * @param talk its language, two-letter code; whether the learner chose that, else what is said tells of another one; whether the
 * tutor has said something already that it may be an answer to
 */
export function answerAtALoss(
  text: string,
  { language, isChosen, isAsked }: { language: string; isChosen: boolean; isAsked: boolean },
): string | undefined {
  const key = keyOf(text);
  const spoken = [language, ...Object.keys(LOSSES)].find((code) => ANSWERS.has(`${code} ${key}`));
  const kind = ANSWERS.get(`${spoken} ${key}`);
  if (kind === undefined || spoken === undefined) return undefined;
  const replies = LOSSES[isChosen ? language : spoken]?.replies ?? LOSSES['en']?.replies;
  return isAsked ? replies?.[kind] : replies?.help;
}

function keyOf(text: string): string {
  return wordsOf(text).join(' ');
}
