import { contentWords } from './content-words.ts';

/** «其他» is "other", not "he"; «光合作用这个词» has its word before it. */
const IDLE_IN_CHINESE =
  /其[他它她]|吉他|(?<=[\p{Script=Han}”"』」])这个?(?:词|字|概念|术语|名字)|(?<=从[^，。？]{1,12})那里/gu;
const POINTS_IN_CHINESE = /[它他她]们?的?|[这那此]/gu;
const ASKS_IN_CHINESE =
  /为什么|为何|什么时候|什么|怎么样?|怎样|如何|哪(?:[一些个位项种]|(?=里))*|谁|多少|多久|多大|几(?=[个年月天])|是否/u;
/** Behind what is asked stands a verb, too. */
const VERB_AND_NOUN = 2;

const POINTS_IN_JAPANESE = /これ|それ|あれ|この|その|あの|彼女?/gu;
/** What the question is about, or who does it. */
const NAMED_IN_JAPANESE = /[\p{Script=Han}\p{Script=Katakana}ー]{2,}(?:は|が)/u;

export function pointsBackInChinese(question: string): boolean {
  const said = question.replace(IDLE_IN_CHINESE, '…');
  return [...said.matchAll(POINTS_IN_CHINESE)].some(({ 0: pointer, index }) => {
    const before = said.slice(0, index);
    if (/[这那此]/u.test(pointer)) return true;
    // Whose, or who in a later clause: of who was named before.
    if (pointer.endsWith('的')) return !namesInChinese(before);
    const clause = before.search(/[，,、；][^，,、；]*$/u);
    return clause < 0 || !namesInChinese(before.slice(0, clause));
  });
}

function namesInChinese(text: string): boolean {
  const [first = '', ...rest] = text.split(ASKS_IN_CHINESE);
  const telling = (part: string) => [...contentWords(part).keys()].filter((term) => [...term].length > 1).length;
  return telling(first) > 0 || telling(rest.join(' ')) >= VERB_AND_NOUN;
}

export function pointsBackInJapanese(question: string): boolean {
  return [...question.matchAll(POINTS_IN_JAPANESE)].some(({ 0: pointer, index }) => {
    if (pointer !== 'その' && !pointer.startsWith('彼')) return true;
    return !NAMED_IN_JAPANESE.test(question.slice(0, index));
  });
}
