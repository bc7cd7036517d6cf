/** Longest `[text](address)` that is waited for; longer ones stay as they are. */
const LONGEST_LINK = 300;

interface Step {
  /** Characters taken from the buffer. */
  take: number;
  /** What goes out for them. */
  emit: string;
  /** Given where a fence begins code or ends it. */
  isCode?: boolean;
}

/**
 * Takes stray Markdown out of a stream of text, since nobody can hear it: emphasis, headings, bullets, code marks, links
 * (their text stays), and bracketed numbers. Tables and fenced code stay as they are: they are shown. What comes out does not depend on how the text was cut into chunks.
 */
export class PlainText {
  #buffer = '';
  #before = '\n';
  #isCode = false;

  /** @returns the text that is certain by now. */
  push(text: string): string {
    this.#buffer += text;
    return this.#drain(false);
  }

  /** @returns the rest. */
  flush(): string {
    return this.#drain(true);
  }

  #drain(final: boolean): string {
    let out = '';
    while (this.#buffer.length > 0) {
      const step = this.#step(final);
      if (!step) break;
      // What was taken and not emitted still counts as seen: `**` at a line's start does not hide the line's start.
      this.#before = step.emit === '' ? this.#before : step.emit.slice(-1);
      this.#isCode = step.isCode ?? this.#isCode;
      this.#buffer = this.#buffer.slice(step.take);
      out += step.emit;
    }
    return out;
  }

  /** The next thing to do with the buffer; undefined when that needs more text. */
  #step(final: boolean): Step | undefined {
    const text = this.#buffer;
    if (this.#before === '\n') {
      const line = this.#isCode ? codeLineStart(text, final) : lineStart(text, final);
      if (line === 'more') return undefined;
      if (line) return line;
    }
    const [char = ''] = text;
    if (this.#isCode) return { take: char.length, emit: char };
    if (char === '[') return bracket(text, final);
    if (!'*_`~'.includes(char)) return { take: char.length, emit: char };
    const run = runOf(text, char);
    if (run.length === text.length && !final) return undefined;
    return { take: run.length, emit: isMark(run, this.#before, text[run.length] ?? '') ? '' : run };
  }
}

/** All of a complete text without its Markdown. */
export function toPlainText(text: string): string {
  const plain = new PlainText();
  return plain.push(text) + plain.flush();
}

function runOf(text: string, char: string): string {
  let length = 0;
  while (text[length] === char) length += 1;
  return char.repeat(length);
}

/** Heading, bullet, quotation, rule or code fence at the start of a line. */
function lineStart(text: string, final: boolean): Step | 'more' | undefined {
  const [fence] = /^[ \t]*```[^\n`]*\n/u.exec(text) ?? [];
  if (fence !== undefined) return { take: fence.length, emit: fence, isCode: true };
  const found = /^[ \t]*(#{1,6}[ \t]+|[-*+•][ \t]+|>[ \t]?|(?:-{3,}|\*{3,}|_{3,})[ \t]*(?=\n))/u.exec(text);
  if (found && (final || found[0].length < text.length || found[0].endsWith('\n'))) {
    return { take: found[0].length, emit: '' };
  }
  const undecided =
    /^[ \t]*(#{0,6}[ \t]*|[-*+•][ \t]*|>[ \t]*|-{2,}[ \t]*|\*{2,}[ \t]*|_{1,}[ \t]*|`{1,3}|```[^\n`]*)$/u;
  return !final && undecided.test(text) ? 'more' : undefined;
}

/** The fence at which code ends. */
function codeLineStart(text: string, final: boolean): Step | 'more' | undefined {
  const [fence] = /^[ \t]*```[ \t]*(?=\n|$)/u.exec(text) ?? [];
  if (fence !== undefined && (final || fence.length < text.length)) {
    return { take: fence.length, emit: fence, isCode: false };
  }
  return !final && /^[ \t]*`{0,3}[ \t]*$/u.test(text) ? 'more' : undefined;
}

/** `[text](address)` becomes its text, `[12]` nothing, anything else stays. */
function bracket(text: string, final: boolean): Step | undefined {
  const number = /^\[\d{1,3}\](?!\()/u.exec(text);
  if (number && (final || number[0].length < text.length)) return { take: number[0].length, emit: '' };
  const link = /^\[([^\]\n]*)\]\([^)\s]*\)/u.exec(text.slice(0, LONGEST_LINK));
  if (link) return { take: link[0].length, emit: link[1] ?? '' };
  const undecided = /^\[[^\]\n]*(\](\([^)\s]*)?)?$/u.test(text) && text.length < LONGEST_LINK;
  return undecided && !final ? undefined : { take: 1, emit: '[' };
}

/** Whether a run of `*`, `_`, backticks or `~` is a mark, and not a multiplication, a snake_case name or a gap to fill. */
function isMark(run: string, before: string, after: string): boolean {
  const word = /[\p{L}\p{N}]/u;
  if (run.startsWith('`')) return true;
  if (run.startsWith('~')) return run.length === 2;
  // A gap to fill, or an index of a formula: `x_{12}`.
  if (run.startsWith('_') && (run.length >= 3 || after === '{' || before === '}')) return false;
  if (run.length >= 2) return true;
  if (word.test(before) && word.test(after)) return false;
  return !(/^\s?$/u.test(before) && /^\s?$/u.test(after));
}
