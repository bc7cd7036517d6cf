/** What the tutor says by itself, without a model to word it. */
export interface Phrases {
  /** Before the quotations. */
  quoting: string;
  /** Nothing in the material fits the question, and what to do about it. */
  nothingFits: string;
  /** Nothing in what the talk is limited to fits the question. */
  nothingWithin: string;
  /** The material can't be searched right now. */
  searchDown: string;
  /** Asks for what comes next in the material; `{term}` stands for its key word. */
  askAbout: string;
  /** Asks for the learner's own words where there is nothing to ask for. */
  askInOwnWords: string;
  /** While a search takes long. */
  filler: string;
  /** The model would not answer. */
  refused: string;
  /** Notice: the model failed, so the answer is made of quotations. */
  modelDegraded: string;
  /** Notice: the passages came too late for this answer. */
  retrievalLate: string;
  /** Before the day on which it was. */
  earlierTalk: string;
  quotes: [string, string];
  /** Between two sentences. */
  space: string;
}

const EN: Phrases = {
  quoting: 'I am quoting your material word for word.',
  nothingFits:
    'I find nothing about this in your material. Try other words, or add a text or a PDF about it to your library.',
  nothingWithin:
    'I find nothing about this in what this talk is limited to. Try other words, or ask in a talk about all of your material.',
  searchDown: 'I can’t search your material right now. Please ask me again in a moment.',
  askAbout: 'Before you read on: what does your material say about “{term}”?',
  askInOwnWords: 'How would you say this in your own words?',
  filler: 'One moment, I am looking in your material.',
  refused: 'I can’t help with that. Shall we go on with your material?',
  modelDegraded: 'The language model is not answering, so I quote your material instead.',
  retrievalLate: 'Your material could not be searched in time for this answer.',
  earlierTalk: 'From an earlier talk:',
  quotes: ['“', '”'],
  space: ' ',
};

const PHRASES: Record<string, Phrases> = {
  en: EN,
  de: {
    quoting: 'Ich zitiere wörtlich aus deinem Material.',
    nothingFits:
      'Dazu finde ich nichts in deinem Material. Versuche andere Wörter, oder lege einen Text oder ein PDF dazu in deine Bibliothek.',
    nothingWithin:
      'Dazu finde ich nichts in dem, worauf dieses Gespräch beschränkt ist. Versuche andere Wörter, oder frage in einem Gespräch über dein ganzes Material.',
    searchDown: 'Ich kann dein Material gerade nicht durchsuchen. Bitte frage gleich noch einmal.',
    askAbout: 'Bevor du weiterliest: Was sagt dein Material über „{term}“?',
    askInOwnWords: 'Wie würdest du das mit eigenen Worten sagen?',
    filler: 'Einen Moment, ich schaue in deinem Material nach.',
    refused: 'Dabei kann ich nicht helfen. Wollen wir mit deinem Material weitermachen?',
    modelDegraded: 'Das Sprachmodell antwortet nicht, deshalb zitiere ich aus deinem Material.',
    retrievalLate: 'Dein Material konnte für diese Antwort nicht rechtzeitig durchsucht werden.',
    earlierTalk: 'Aus einem früheren Gespräch:',
    quotes: ['„', '“'],
    space: ' ',
  },
  fr: {
    quoting: 'Je cite tes documents mot pour mot.',
    nothingFits:
      'Je ne trouve rien à ce sujet dans tes documents. Essaie d’autres mots, ou ajoute un texte ou un PDF à ta bibliothèque.',
    nothingWithin:
      'Je ne trouve rien à ce sujet dans la partie de tes documents sur laquelle porte cette conversation. Essaie d’autres mots, ou demande-le dans une conversation sur tous tes documents.',
    searchDown: 'Je ne peux pas chercher dans tes documents pour l’instant. Repose ta question dans un moment.',
    askAbout: 'Avant de lire la suite : que disent tes documents sur « {term} » ?',
    askInOwnWords: 'Comment le dirais-tu avec tes propres mots ?',
    filler: 'Un instant, je cherche dans tes documents.',
    refused: 'Je ne peux pas t’aider pour cela. On continue avec tes documents ?',
    modelDegraded: 'Le modèle de langue ne répond pas, je cite donc tes documents.',
    retrievalLate: 'Tes documents n’ont pas pu être consultés à temps pour cette réponse.',
    earlierTalk: 'D’une conversation précédente :',
    quotes: ['« ', ' »'],
    space: ' ',
  },
  es: {
    quoting: 'Cito tu material palabra por palabra.',
    nothingFits:
      'No encuentro nada sobre esto en tu material. Prueba con otras palabras o añade un texto o un PDF a tu biblioteca.',
    nothingWithin:
      'No encuentro nada sobre esto en la parte de tu material a la que se limita esta conversación. Prueba con otras palabras o pregunta en una conversación sobre todo tu material.',
    searchDown: 'Ahora no puedo buscar en tu material. Pregúntame otra vez en un momento.',
    askAbout: 'Antes de seguir leyendo: ¿qué dice tu material sobre «{term}»?',
    askInOwnWords: '¿Cómo lo dirías con tus propias palabras?',
    filler: 'Un momento, lo busco en tu material.',
    refused: 'Con eso no puedo ayudarte. ¿Seguimos con tu material?',
    modelDegraded: 'El modelo de lenguaje no responde, así que cito tu material.',
    retrievalLate: 'No se pudo buscar en tu material a tiempo para esta respuesta.',
    earlierTalk: 'De una conversación anterior:',
    quotes: ['«', '»'],
    space: ' ',
  },
  pt: {
    quoting: 'Cito o teu material palavra por palavra.',
    nothingFits:
      'Não encontro nada sobre isto no teu material. Tenta outras palavras ou junta um texto ou um PDF à tua biblioteca.',
    nothingWithin:
      'Não encontro nada sobre isto na parte do teu material a que esta conversa se limita. Tenta outras palavras ou pergunta numa conversa sobre todo o teu material.',
    searchDown: 'Agora não consigo procurar no teu material. Pergunta-me outra vez daqui a pouco.',
    askAbout: 'Antes de continuares a ler: o que diz o teu material sobre «{term}»?',
    askInOwnWords: 'Como dirias isto por palavras tuas?',
    filler: 'Um momento, estou a procurar no teu material.',
    refused: 'Nisso não posso ajudar. Continuamos com o teu material?',
    modelDegraded: 'O modelo de linguagem não responde, por isso cito o teu material.',
    retrievalLate: 'Não foi possível procurar no teu material a tempo para esta resposta.',
    earlierTalk: 'De uma conversa anterior:',
    quotes: ['«', '»'],
    space: ' ',
  },
  it: {
    quoting: 'Cito il tuo materiale parola per parola.',
    nothingFits:
      'Non trovo nulla su questo nel tuo materiale. Prova con altre parole o aggiungi un testo o un PDF alla tua biblioteca.',
    nothingWithin:
      'Non trovo nulla su questo nella parte del tuo materiale a cui si limita questa conversazione. Prova con altre parole o chiedi in una conversazione su tutto il tuo materiale.',
    searchDown: 'Ora non posso cercare nel tuo materiale. Chiedimelo di nuovo tra un momento.',
    askAbout: 'Prima di continuare a leggere: che cosa dice il tuo materiale su «{term}»?',
    askInOwnWords: 'Come lo diresti con parole tue?',
    filler: 'Un momento, cerco nel tuo materiale.',
    refused: 'In questo non posso aiutarti. Andiamo avanti con il tuo materiale?',
    modelDegraded: 'Il modello linguistico non risponde, quindi cito il tuo materiale.',
    retrievalLate: 'Non è stato possibile cercare nel tuo materiale in tempo per questa risposta.',
    earlierTalk: 'Da una conversazione precedente:',
    quotes: ['«', '»'],
    space: ' ',
  },
  zh: {
    quoting: '下面是你的资料中的原文。',
    nothingFits: '我在你的资料里没有找到相关内容。请换个说法，或者把相关的文字或PDF加到你的资料库里。',
    nothingWithin: '在这次谈话限定的资料里，我没有找到相关内容。请换个说法，或者在不限定资料的谈话中提问。',
    searchDown: '我现在无法搜索你的资料。请稍后再问一次。',
    askAbout: '在往下读之前：关于“{term}”，你的资料是怎么说的？',
    askInOwnWords: '用你自己的话，你会怎么说？',
    filler: '请稍等，我查一下你的资料。',
    refused: '这个我帮不了你。我们继续看你的资料，好吗？',
    modelDegraded: '语言模型没有回应，所以我引用你的资料。',
    retrievalLate: '没能及时搜索你的资料来回答这个问题。',
    earlierTalk: '来自以前的谈话：',
    quotes: ['“', '”'],
    space: '',
  },
  ja: {
    quoting: 'あなたの資料からそのまま引用します。',
    nothingFits:
      'あなたの資料には見つかりませんでした。別の言葉で聞くか、関連する文章やPDFをライブラリに追加してください。',
    nothingWithin:
      'この会話で使う範囲の資料には見つかりませんでした。別の言葉で聞くか、すべての資料を使う会話で聞いてください。',
    searchDown: '今は資料を検索できません。少ししてからもう一度聞いてください。',
    askAbout: '続きを読む前に：「{term}」について、資料には何と書いてありますか？',
    askInOwnWords: '自分の言葉で言うと、どうなりますか？',
    filler: '少しお待ちください。資料を調べています。',
    refused: 'それはお手伝いできません。資料の続きに進みましょうか？',
    modelDegraded: '言語モデルが応答しないため、資料から引用します。',
    retrievalLate: '資料の検索がこの回答に間に合いませんでした。',
    earlierTalk: '以前の会話から：',
    quotes: ['「', '」'],
    space: '',
  },
  hi: {
    quoting: 'मैं आपकी सामग्री से शब्दशः पढ़ रहा हूँ।',
    nothingFits: 'इस बारे में आपकी सामग्री में कुछ नहीं मिला। दूसरे शब्दों में पूछें, या इस पर कोई लेख या PDF अपनी लाइब्रेरी में जोड़ें।',
    nothingWithin:
      'यह बातचीत आपकी जिस सामग्री तक सीमित है, उसमें इस बारे में कुछ नहीं मिला। दूसरे शब्दों में पूछें, या अपनी पूरी सामग्री पर बातचीत में पूछें।',
    searchDown: 'मैं अभी आपकी सामग्री में खोज नहीं पा रहा हूँ। कृपया थोड़ी देर में फिर पूछें।',
    askAbout: 'आगे पढ़ने से पहले: “{term}” के बारे में आपकी सामग्री क्या कहती है?',
    askInOwnWords: 'इसे आप अपने शब्दों में कैसे कहेंगे?',
    filler: 'एक क्षण, मैं आपकी सामग्री में देख रहा हूँ।',
    refused: 'इसमें मैं मदद नहीं कर सकता। क्या हम आपकी सामग्री पर आगे बढ़ें?',
    modelDegraded: 'भाषा मॉडल उत्तर नहीं दे रहा, इसलिए मैं आपकी सामग्री से उद्धरण देता हूँ।',
    retrievalLate: 'इस उत्तर के लिए आपकी सामग्री समय पर नहीं खोजी जा सकी।',
    earlierTalk: 'पहले की बातचीत से:',
    quotes: ['“', '”'],
    space: ' ',
  },
};

/** @param language two-letter code; English for any that is not here. */
export function phrasesIn(language: string): Phrases {
  return PHRASES[language] ?? EN;
}
