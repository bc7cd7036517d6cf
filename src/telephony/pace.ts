/** A voice says about fifteen characters a second. */
export const MS_A_CHARACTER = 66;
/** None is slower than that: where nobody tells what was heard, rather too little is taken for heard. */
export const SLOW_MS_A_CHARACTER = 90;
/** A tutor that has said nothing for so long says that it thinks, ms. */
export const FILLER_MS = 1500;
