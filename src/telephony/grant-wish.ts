import type { CallersTalk } from './callers-talk.ts';
import type { Intent } from './intent.ts';
import { fill } from './phrases.ts';
import type { SpokenModes } from './spoken-modes.ts';

/** What a caller wants of the call and goes on talking after. */
export type Wish = Exclude<Intent, { type: 'goodbye' }>;

/** Does what a caller wants of their talk. @returns what the call says to it, in the language that is spoken from now on */
export async function grant(wish: Wish, talk: CallersTalk, modes: SpokenModes): Promise<string> {
  switch (wish.type) {
    case 'repeat':
      return talk.phrases.nothingToRepeat;
    case 'skip':
      return talk.phrases.skipped;
    case 'help':
      return fill(talk.phrases.help, { modes: modes.help(talk.phrases.tag) });
    case 'hold_on':
      return talk.phrases.holdOn;
    case 'human':
      return talk.phrases.noTransfer;
    case 'new_subject':
      return talk.phrases.askSubject;
    case 'mode':
      return (await talk.setMode(wish.mode)) ? modes.begun(wish.mode, talk.phrases.tag) : talk.phrases.modeOff;
    case 'language':
      await talk.setLanguage(wish.language);
      return talk.phrases.language;
  }
}
