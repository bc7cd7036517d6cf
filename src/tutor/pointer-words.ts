/** How a language points back to what was said before, and how it names somebody. All in lower case. */
export interface PointerWords {
  /** Stand for somebody; for who is named in an earlier clause of the same question, where there is one. */
  personal: ReadonlySet<string>;
  /** Say whose; of who is named before them in the same question, where there is one. */
  possessive: ReadonlySet<string>;
  /** Point to something said before, whoever else is named. */
  pointing: ReadonlySet<string>;
  /** Say something of what was before, unless the question names what it is about. */
  repeating: ReadonlySet<string>;
  /** Begin the name of a thing: "the leaf". */
  articles: ReadonlySet<string>;
  /** Of the personal ones those that begin a clause where an auxiliary follows and none comes before. */
  subjects: ReadonlySet<string>;
  auxiliaries: ReadonlySet<string>;
  /** Of the personal and possessive ones those that stand for more than one, where nothing else shows it. */
  several: ReadonlySet<string>;
  /** What comes between a verb's object and another thing: "gave her to the king". */
  prepositions: ReadonlySet<string>;
  /** Begin a clause, as a comma does. */
  clauses: ReadonlySet<string>;
  /** Pointers that point nowhere where they stand like this: "is there", "no one", "das Blatt". */
  idle: readonly RegExp[];
}

const words = (text: string) => new Set(text.split(' ').filter((word) => word !== ''));
/** A word of any script. */
const word = (pattern: string) => `(?<![\\p{L}\\p{M}])(?:${pattern})(?![\\p{L}\\p{M}])`;
const idle = (...patterns: string[]) => patterns.map((pattern) => new RegExp(pattern, 'giu'));

function language(told: { [Name in Exclude<keyof PointerWords, 'idle'>]?: string } & { idle?: RegExp[] }) {
  const { personal = '', possessive = '', pointing = '', repeating = '', articles = '', clauses = '' } = told;
  const { subjects = '', auxiliaries = '', several = '', prepositions = '' } = told;
  return {
    personal: words(personal),
    possessive: words(possessive),
    pointing: words(pointing),
    repeating: words(repeating),
    articles: words(articles),
    subjects: words(subjects),
    auxiliaries: words(auxiliaries),
    several: words(several),
    prepositions: words(prepositions),
    clauses: words(clauses),
    idle: told.idle ?? [],
  } satisfies PointerWords;
}

const BEFORE_THAT =
  'of|in|with|for|at|by|on|to|from|about|like|is|was|are|were|do|does|did|done|mean|means|and|than|after|before|all|can|could|would|will';

export const ENGLISH = language({
  personal: 'it they them he she him her',
  possessive: 'its their his her hers theirs',
  pointing: 'this that these those one ones else there',
  repeating: 'again',
  subjects: 'he she they it',
  auxiliaries: 'is was are were has had have do does did can could will would shall should may might must',
  several: 'they them their theirs',
  articles: 'the a an',
  prepositions: 'to of at in on for with from by about into out up down away off',
  clauses:
    'after before when while because if until since that who which whom whose as once though although so than where what how why and but or',
  idle: idle(
    // Of a number, and of nobody.
    `${word('no|any|every')} one`,
    `${word('one')}(?=\\s+(?!of|is|was|are|were|do|does|did|has|had|can|will|in|to)\\p{L})`,
    `(?<=${word('is|was|are|were|be|been')}\\s+)there(?=\\s+\\p{L})`,
    `${word('there')}(?=\\s+(?:is|was|are|were|will|would)\\s)`,
    // «the bird that sang», «it is certain that».
    `(?<!^|${word(BEFORE_THAT)}\\s+)${word('that')}(?!\\W*$)`,
    `${word('those')}(?=\\s+(?:who|that|which|of|around|with)\\s)`,
  ),
});

/** By the two letters of a language. Scripts without spaces have rules of their own. */
export const POINTER_WORDS: ReadonlyMap<string, PointerWords> = new Map([
  ['en', ENGLISH],
  [
    'de',
    language({
      personal: 'er sie es ihn ihm ihr ihnen',
      possessive: 'sein seine seinen seinem seiner seines ihre ihren ihrem ihrer ihres',
      pointing: 'das dies diese dieser dieses diesen diesem dort davon dazu damit daran darin daraus dafür dabei',
      repeating: 'denn wieder',
      articles: 'der die den dem des ein eine einen einem einer eines',
      clauses: 'nachdem bevor wenn während weil falls bis als dass ob obwohl sobald wie warum was wo und oder aber',
      idle: [
        // An article, «das rote Blatt»; who is addressed, «Können Sie mir sagen»; nobody, «gibt es».
        /(?<!\p{L})[Dd]as(?=\s+\p{Lu})/gu,
        /(?<!\p{L})[Dd]as(?=\s+(?!mit|für|von|bei|in|im|auf|an|am|aus|zu|zum|zur|so|nach|um|vor|über|unter|durch|ohne|bei|beim|wie|als|dem|der|den|die|ein)\p{Ll}+\s+\p{Lu})/gu,
        /(?<=,\s*)das(?!\p{L})/gu,
        /(?<=\S\s+)(?:Sie|Ihnen|Ihr|Ihre|Ihren|Ihrem|Ihrer)(?!\p{L})/gu,
        ...idle(
          `(?<=${word('gibt|geht|handelt|heißt|regnet|schneit')}\\s+)es`,
          `${word('es')}(?=\\s+(?:gibt|geht|handelt))`,
        ),
      ],
    }),
  ],
  [
    'fr',
    language({
      personal: 'il elle ils elles lui eux',
      possessive: 'son sa ses leur leurs',
      pointing: 'ça cela ceci celui celle ceux celles',
      articles: 'le la les l un une des du au aux',
      clauses:
        'après avant quand lorsque pendant parce que qu puisque si jusqu dès comme comment pourquoi qui où et mais ou',
      idle: idle(
        "y a-t-il|il y a|il faut|faut-il|s['’]agit-il|il s['’]agit",
        `est-il(?=\\s+(?:vrai|possible|nécessaire|important|utile|difficile|facile)\\s)`,
        `${word('ceux|celui|celle|celles')}(?=\\s+(?:qui|que|dont|de|du|des)\\s)`,
      ),
    }),
  ],
  [
    'es',
    language({
      personal: 'él ella ellos ellas lo',
      possessive: 'su sus suyo suya suyos suyas',
      pointing: 'eso esto esa ese esta este esos esas estos estas',
      articles: 'el la los las un una unos unas al del',
      clauses: 'después antes cuando mientras porque si hasta que como cómo donde qué y pero o aunque',
      idle: idle(
        `${word('lo')}(?=\\s+(?:que|cual|largo|más|menos|mejor|peor|mismo|importante|normal)(?!\\p{L}))`,
        `(?<=${word('el|al|del|hacia')}\\s+)este(?!\\p{L})`,
      ),
    }),
  ],
  [
    'pt',
    language({
      personal: 'ele ela eles elas lhe lhes dele dela deles delas',
      possessive: 'seu sua seus suas',
      pointing: 'isso isto essa esse esta este essas esses estas estes disso disto nisso nisto',
      articles: 'o a os as um uma uns umas ao à do da dos das no na nos nas',
      clauses: 'depois antes quando enquanto porque se até que como onde e mas ou embora',
      idle: idle(`${word('isto é')}`),
    }),
  ],
  [
    'it',
    language({
      personal: 'lui lei loro esso essa essi esse',
      possessive: 'suo sua suoi sue loro',
      pointing: 'quello quella questo questa questi queste quelli quelle ciò',
      articles: 'il lo la i gli le l un uno una del dello della dei degli delle al alla nel nella dal dalla',
      clauses: 'dopo prima quando mentre perché se finché che come dove e ed ma o',
      idle: idle(`${word('quello|quelli|quelle|quella|ciò')}(?=\\s+(?:che|di|del|della)\\s)`),
    }),
  ],
  [
    'ru',
    language({
      // Whose somebody in the same clause is, is said by «свой»: «его» there means somebody else.
      personal: 'он она оно они его её ее их ему ей им',
      pointing: 'это этот эта эти этого этой тот та те там тогда',
      clauses: 'когда пока если после перед чтобы потому что который которая которое которые как где и но или',
      idle: idle(`${word('то|тот|та|те')}(?=,?\\s+(?:что|кто|чем|как|котор\\p{L}+))`, `(?<=[—–-]\\s*)это`),
    }),
  ],
  [
    'hi',
    language({
      // «अपना» says whose in the same clause.
      personal: 'वह वे उस उसे उसका उसकी उसके उन उनका उनकी उनके इसका इसकी इसके',
      pointing: 'यह ये इस',
      clauses: 'जब जबकि कि क्योंकि अगर यदि तो और लेकिन या बाद पहले',
    }),
  ],
  [
    'ar',
    language({
      personal: 'هو هي هم',
      pointing: 'هذا هذه ذلك تلك هناك',
      clauses: 'عندما بعد قبل لأن لأنه إذا حتى أن التي الذي ثم',
      // «ما هي الخلية»: what the pronoun stands for comes next.
      idle: idle(`${word('هو|هي|هم')}(?=\\s+ال)`),
    }),
  ],
  [
    'ko',
    language({
      personal: '그 그는 그가 그녀 그녀는 그녀가 그들 그들은',
      pointing: '그것 그것은 이것 이것은 저것 거기',
      clauses: '때 후에 전에 때문에 동안',
    }),
  ],
]);
