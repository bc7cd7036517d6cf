import { Pcm16Reader } from '../../sound/pcm16.ts';
import { StretchIds } from '../listen/stretch-ids.ts';
import type { UtteranceRecorder } from './recorder.ts';

const SAMPLE_RATE = 16_000;
/** 150 s, 4.8 MB: the longest message and some of the next. Beyond it a line's recording has gaps rather than the server no room. */
const MOST_SAMPLES = 150 * SAMPLE_RATE;

interface Stretch {
  id: string;
  /** How the client calls it: what went on after a stall has an id of its own here. */
  clientId: string;
  reader: Pcm16Reader;
  pieces: Int16Array[];
  samples: number;
}

interface LineRecorderOptions {
  recorder: UtteranceRecorder;
  /** The talk that the line is in now. */
  talk(): { id: string; learnerId: string };
}

/**
 * Holds the sound of one line until it is known which message it became; for learners who don't want that, nothing longer than
 * it takes to look up that they don't.
 */
export class LineRecorder {
  readonly #options: LineRecorderOptions;
  #stretches: Stretch[] = [];
  #open: Stretch | undefined;
  #clientId = '';
  readonly #ids = new StretchIds();
  #samples = 0;

  constructor(options: LineRecorderOptions) {
    this.#options = options;
  }

  speechStart(clientId: string): void {
    if (!this.#ids.take(clientId)) return;
    this.#clientId = clientId;
    this.goesOn(clientId);
  }

  /** A stretch in which no sound had come for long goes on, as one of its own. */
  goesOn(id: string): void {
    const { recorder, talk } = this.#options;
    const clientId = this.#clientId;
    const stretch = { id, clientId, reader: new Pcm16Reader(), pieces: [], samples: 0 };
    this.#open = stretch;
    this.#stretches.push(stretch);
    void recorder.isWanted(talk().learnerId).then((isWanted) => isWanted || this.#drop([stretch]));
  }

  audio(pcm: Uint8Array): void {
    const stretch = this.#open;
    if (!stretch || this.#samples + pcm.length / 2 > MOST_SAMPLES) return;
    const piece = stretch.reader.push(pcm);
    stretch.pieces.push(piece);
    stretch.samples += piece.length;
    this.#samples += piece.length;
  }

  speechEnd(clientId: string): void {
    if (this.#open?.clientId === clientId) this.#open = undefined;
  }

  /** The client takes back what it sent last under this id. */
  cancel(clientId: string): void {
    const last = this.#stretches.findLast((stretch) => stretch.clientId === clientId);
    if (last) this.#drop([last]);
  }

  /** They were nothing: a cough, a noise, sound in which there were no words, or what was given up. */
  nothing(ids: readonly string[]): void {
    this.#drop(this.#of(ids));
  }

  /** What was said in these stretches is stored as a message. */
  message({ id, stretches }: { id: string; stretches: readonly string[] }): void {
    const { recorder, talk } = this.#options;
    const said = this.#of(stretches);
    if (said.length === 0) return;
    this.#drop(said);
    const sound = said.flatMap(({ pieces }) => pieces);
    const { id: conversationId, learnerId } = talk();
    void recorder.keep({ learnerId, conversationId, messageId: id, sound, sampleRate: SAMPLE_RATE });
  }

  close(): void {
    this.#drop(this.#stretches);
  }

  #of(ids: readonly string[]): Stretch[] {
    return this.#stretches.filter(({ id }) => ids.includes(id));
  }

  #drop(gone: readonly Stretch[]): void {
    if (this.#open && gone.includes(this.#open)) this.#open = undefined;
    this.#stretches = this.#stretches.filter((stretch) => !gone.includes(stretch));
    this.#samples = this.#stretches.reduce((sum, { samples }) => sum + samples, 0);
  }
}
