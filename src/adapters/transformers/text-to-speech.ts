import type { AudioFrame } from '../../ports/audio.ts';
import type { SynthesizeOptions, TextToSpeech } from '../../ports/text-to-speech.ts';
import { isPronounceable } from '../../sound/pronounceable.ts';
import { speechError } from '../../speech-errors.ts';
import { KeptThread } from '../../threads/kept-thread.ts';
import { type LocalSpeechOptions, localName, localThread, RETRY_AFTER_S, Waiting } from './local-model.ts';
import type { SpeakAnswer, SpeakJob } from './speak-messages.ts';

/** Characters that are spoken in one go: about ten seconds. More takes memory, and the listener waits for all of it. */
const PIECE = 160;
/** A part is made in one go: ten seconds of sound on a machine that is hardly faster than the voice. */
const SILENT_MS = 9000;
/** Characters of one sentence; nobody speaks a longer one. */
const LONGEST = 4000;

/**
 * A VITS voice in a thread of its own, loaded in the background. A model has one voice and one language, so neither is chosen
 * here. Long sentences are spoken in parts, at a comma where there is one. Sentences wait for each other, 16 at most; beyond that,
 * and while the model is not there, they are refused at once. Aborting drops what waits; a part that is being spoken can't be
 * stopped, nobody waits for it, and the next one begins after it.
 */
export function createLocalTextToSpeech(options: LocalSpeechOptions): TextToSpeech & { close(): Promise<void> } {
  const { kept, notReady } = localThread(options, new URL('./speak-worker.ts', import.meta.url), 'The voice');
  const thread = new KeptThread<unknown, SpeakJob, SpeakAnswer>({
    ...kept,
    unavailable: (message, cause) => speechError('tts', 'unreachable', { cause: cause ?? new Error(message) }),
    failed: (_, cause) => speechError('tts', 'failed', { cause }),
  });
  const waiting = new Waiting(() => speechError('tts', 'rate_limited', { retryAfter: RETRY_AFTER_S }));

  async function* synthesize(
    text: string,
    { format }: SynthesizeOptions,
    signal: AbortSignal,
  ): AsyncGenerator<AudioFrame> {
    if (!isPronounceable(text)) return;
    if (text.length > LONGEST)
      throw speechError('tts', 'bad_text', { cause: new Error(`more than ${LONGEST} characters`) });
    for (const part of parts(text)) {
      const { sampleRate } = format;
      const samples = await waiting.during(() => thread.ask({ text: part, sampleRate }, { signal }));
      if (samples.length > 0) yield { samples, sampleRate };
    }
  }

  return {
    id: localName(options.model),
    get notReady() {
      return notReady();
    },
    silentMs: SILENT_MS,
    synthesize,
    close: () => thread.close(),
  };
}

/** Cut after the last comma or the like, or else the last space, of each piece. */
function parts(text: string): string[] {
  const found: string[] = [];
  let rest = text.trim();
  while (rest.length > PIECE) {
    const piece = rest.slice(0, PIECE);
    const comma = Math.max(...[...piece.matchAll(/[,;:–—،、，](?=\s)/g)].map((match) => match.index + 1), 0);
    const cut = comma > PIECE / 3 ? comma : piece.lastIndexOf(' ');
    const at = cut > 0 ? cut : PIECE;
    found.push(rest.slice(0, at));
    rest = rest.slice(at).trim();
  }
  return rest === '' ? found : [...found, rest];
}
