import { contentWords } from './content-words.ts';

/**
 * «其他» is "other", not "he"; «因此» is "therefore"; «光合作用这个词» and «《草原》这首歌» have their word before them, «荷兰的这个三角洲» and
 * «那些失去工作的人» say which one it is, and «加那利» is a name.
 */
const IDLE_IN_CHINESE = new RegExp(
  [
    '其[他它她]|吉他|[因如从彼]此|此外',
    '(?<=[\\p{Script=Han}”"』」])这个?(?:词|字|概念|术语|名字)',
    '(?<=[”"』」》])[这那]|(?<=\\p{Script=Han}的)[这那](?=[一两几]?[个些位种座出首件条部本次场段所家名只支项])',
    '(?<=从[^，。？]{1,12})那里|(?<=加)那(?=利)',
    '那些(?=[^，。？、；的]{3,12}(?<!国家|城市|地方|地区|民族|时代)的人)',
  ].join('|'),
  'gu',
);
/** When or where it was: that is nothing that the clause behind it could mean. */
const CIRCUMSTANCE_IN_CHINESE = /^(?:在|自|从|到|直到|截至)[^，,、；]*$|(?:年|月|日|世纪|时期|年代)$/u;
const POINTS_IN_CHINESE = /[它他她]们?的?|[这那此]/gu;
const ASKS_IN_CHINESE =
  /为什么|为何|什么时候|什么|怎么样?|怎样|如何|哪(?:[一些个位项种]|(?=里))*|谁|多少|多久|多大|几(?=[个年月天])|是否/u;
/** Behind what is asked stands a verb, too. */
const VERB_AND_NOUN = 2;

const POINTS_IN_JAPANESE = /これ|それ|あれ|この|その|あの|彼女?/gu;
/** A word of one letter: «氷», but nobody is named by «誰», and nothing by «昔». */
const LONE_IN_JAPANESE = /(?<!\p{Script=Han})(?![何誰彼今昔私僕君])\p{Script=Han}(?=[はがをにので])/gu;
/** What the question is about, or who does it. */
const NAMED_IN_JAPANESE = new RegExp(
  `[\\p{Script=Han}\\p{Script=Katakana}ー]{2,}(?:は|が)|${LONE_IN_JAPANESE.source}[はが]`,
  'u',
);
/** Something happens to it, and what the clause behind that begins with is it, or that it happens. */
const HAPPENS_IN_JAPANESE = /[\p{Script=Han}\p{Script=Katakana}ー](?:は|が|を)[^、]*、(?:なぜ|どうして)?$/u;

export function pointsBackInChinese(question: string): boolean {
  const said = question.replace(IDLE_IN_CHINESE, '…');
  return [...said.matchAll(POINTS_IN_CHINESE)].some(({ 0: pointer, index }) => {
    const before = said.slice(0, index);
    if (/[这那此]/u.test(pointer)) return !isExplainedInChinese(before);
    // Whose, or who in a later clause: of who was named before.
    if (pointer.endsWith('的')) return !namesInChinese(before);
    const clause = before.search(/[，,、；][^，,、；]*$/u);
    return clause < 0 || !namesInChinese(before.slice(0, clause));
  });
}

/** What a clause begins with is what the clause before it says: «如果两个数相乘，这叫什么？» */
function isExplainedInChinese(before: string): boolean {
  const clause = before.match(/^(.*)[，,、；]$/su)?.[1];
  return clause !== undefined && !CIRCUMSTANCE_IN_CHINESE.test(clause) && namesInChinese(clause);
}

function namesInChinese(text: string): boolean {
  const [first = '', ...rest] = text.split(ASKS_IN_CHINESE);
  const telling = (part: string) => [...contentWords(part).keys()].filter((term) => [...term].length > 1).length;
  return telling(first) > 0 || telling(rest.join(' ')) >= VERB_AND_NOUN;
}

/** How many words of one letter a question in Japanese has, which are no content words otherwise. */
export function loneWordsInJapanese(question: string): number {
  return question.match(LONE_IN_JAPANESE)?.length ?? 0;
}

export function pointsBackInJapanese(question: string): boolean {
  return [...question.matchAll(POINTS_IN_JAPANESE)].some(({ 0: pointer, index }) => {
    if (HAPPENS_IN_JAPANESE.test(question.slice(0, index))) return false;
    if (pointer !== 'その' && !pointer.startsWith('彼')) return true;
    return !NAMED_IN_JAPANESE.test(question.slice(0, index));
  });
}
