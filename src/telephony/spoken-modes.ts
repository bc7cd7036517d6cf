import type { Mode } from '../protocol/common.ts';
import { wholeUtterance } from '../spoken/courtesies/whole-utterance.ts';
import type { ModeSpeech } from '../tutor/mode-names.ts';
import type { TaughtMode } from '../tutor/modes.ts';
import { fill } from './phrases.ts';

/** What may stand before and behind a mode's name, in the languages that a call has phrases in. */
const BEFORE =
  'please|let us|let s|switch to|change to|use|go to|por favor|modo|modo de|cambia a|pasa a|bitte|wechsle zu|wechsle auf|' +
  's il te plaît|mode|passe en|passons en|per favore|modalità|passa a|mude para|ga naar|schakel naar';
const AFTER = 'mode|please|modus|bitte|por favor|s il te plaît|s il vous plaît|per favore|alsjeblieft|modo|modalità';

interface Callable {
  mode: Mode;
  /** On the telephone: 1 for the first. */
  key: string;
  /** Small letters, without marks. */
  names: ReadonlySet<string>;
  also: ReadonlySet<string>;
  speech: (language: string | undefined) => ModeSpeech;
}

/** The modes as callers choose them, by key or by name: all that the tutor teaches, in its order. */
export class SpokenModes {
  readonly #modes: readonly Callable[];
  readonly #around = new RegExp(`^(?:(?:${BEFORE}) )*(.+?)(?: (?:${AFTER}))*$`, 'u');

  constructor(taught: readonly TaughtMode[]) {
    this.#modes = taught.map(({ mode, names }, at) => {
      const all = Object.values(names).filter((speech) => speech !== undefined);
      return {
        mode,
        key: String(at + 1),
        names: new Set(all.map(({ name }) => plain(name))),
        also: new Set(all.flatMap(({ also }) => also.map(plain))),
        speech: (language) => names[language?.split('-')[0]?.toLowerCase() ?? 'en'] ?? names.en,
      };
    });
  }

  ofKey(digit: string): Mode | undefined {
    return this.#modes.find(({ key }) => key === digit)?.mode;
  }

  /** The mode that a whole utterance asks for. @param said in small letters, without marks */
  ofWords(said: string): Mode | undefined {
    const wanted = [said, this.#around.exec(said)?.[1] ?? said];
    const isIn = (words: ReadonlySet<string>) => wanted.some((name) => words.has(name));
    // A name goes before what merely asks for it as well: the other mode may be called so.
    const named = this.#modes.find(({ names }) => isIn(names)) ?? this.#modes.find(({ also }) => isIn(also));
    return named?.mode;
  }

  /** Said when the mode begins. */
  begun(mode: Mode, language: string | undefined): string {
    return this.#modes.find((callable) => callable.mode === mode)?.speech(language).begun ?? '';
  }

  /** What callers are told of the modes. */
  help(language: string | undefined): string {
    const told = this.#modes.map(({ key, speech }) => {
      const { name, help } = speech(language);
      return fill(help, { name, key });
    });
    return told.join(' ');
  }
}

function plain(name: string): string {
  return wholeUtterance(name) ?? '';
}
