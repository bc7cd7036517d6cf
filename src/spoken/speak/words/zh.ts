import { toCardinal } from 'n2words/zh-Hans-CN';
import { digitByDigit, type SpokenWords } from './spoken-words.ts';
import { namedUnits } from './units.ts';

const cardinal = (digits: string): string =>
  toCardinal(BigInt(digits), { formal: false }).replace(/^(负?)一十/u, '$1十');
const year = (number: number): string => digitByDigit({ cardinal, gap: '' }, String(number));

export const zh: SpokenWords = {
  cardinal,
  agree: (number) => (number === '二' ? '两' : number),
  ordinal: (number) => `第${cardinal(String(number))}`,
  gap: '',
  thousands: ',',
  decimal: '.',
  point: '点',
  minus: '负',
  percent: (number) => `百分之${number}`,
  date: ({ year: y, month, day }) => `${year(y)}年${cardinal(String(month))}月${cardinal(String(day))}日`,
  time: (hours, minutes) =>
    `${cardinal(hours)}点${minutes === undefined || minutes === '00' ? '' : `${cardinal(minutes)}分`}`,
  to: '到',
  over: '比',
  fractions: { '1/2': '二分之一', '1/3': '三分之一', '2/3': '三分之二', '1/4': '四分之一', '3/4': '四分之三' },
  exponents: { '2': '的平方', '3': '的立方' },
  power: (exponent) => `的${exponent}次方`,
  root: '根号',
  dot: '点',
  units: namedUnits(
    `公里每小时, 米每秒, 平方米, 立方米, 平方厘米, 立方厘米, 平方公里, 公里, 厘米, 毫米, 微米, 纳米, 米, 公斤, 毫克, 微克, 克, 吨, 毫升, 升,
    毫秒, 秒, 分钟, 小时, 摄氏度, 华氏度, 度, 千赫, 兆赫, 吉赫, 赫兹, 千焦, 焦耳, 千卡, 千瓦, 瓦, 千帕, 帕, 牛, 伏, 安, 摩尔,
    千字节, 兆字节, 吉字节, 太字节`,
    (one) => one,
  ),
  currencies: {
    $: { whole: ['美元', '美元'], cent: ['美分', '美分'] },
    '€': { whole: ['欧元', '欧元'], cent: ['欧分', '欧分'] },
    '£': { whole: ['英镑', '英镑'], cent: ['便士', '便士'] },
    '¥': { whole: ['元', '元'], cent: ['分', '分'] },
  },
  symbols: {
    '+': '加',
    '−': '减',
    '×': '乘以',
    '·': '乘以',
    '÷': '除以',
    '=': '等于',
    '≠': '不等于',
    '≈': '约等于',
    '<': '小于',
    '>': '大于',
    '≤': '小于等于',
    '≥': '大于等于',
    '±': '正负',
    '→': '到',
    '∞': '无穷',
    π: '派',
    '&': '和',
    '@': '艾特',
    '%': '百分号',
    '√': '根号',
    Δ: '德尔塔',
    '∝': '正比于',
    '§': '节',
    '©': '',
    '®': '',
    '™': '',
  },
  abbreviations: {},
  beforeNumbers: { '~': '约', '#': '第' },
};
