import { WebSocket } from 'ws';
import { newId } from '../src/ids.ts';
import { AudioKind, encodeAudioFrame, parseAudioFrame, pcmOf } from '../src/protocol/audio-frame.ts';
import { TUTOR_SAMPLE_RATE } from '../src/protocol/limits.ts';

const FRAME_MS = 20;
/** How long a learner speaks, ms. */
const SPEAKS_FOR_MS = 2000;
const FRAMES = SPEAKS_FOR_MS / FRAME_MS;
/** Every frame of a stretch, made once: the load generator is to cost little itself. */
const SPEECH = Array.from({ length: FRAMES }, (_, sequence) => {
  const pcm = pcmOf(new Int16Array(16 * FRAME_MS).fill(2000));
  return encodeAudioFrame({ kind: AudioKind.learner, turn: 0, sentence: 0, sequence, pcm });
});

/** A learner who speaks in time and plays what comes at once. Somebody else keeps the time: `tick` every 20 ms. */
export class VoiceLearner {
  /** Time from the end of speech to the first sound of the answer, of each turn, ms. */
  readonly waits: number[] = [];
  /** How much later than planned each end of speech was sent, ms. */
  readonly lateness: number[] = [];
  readonly #socket: WebSocket;
  readonly #ready = Promise.withResolvers<void>();
  #startAt = Number.POSITIVE_INFINITY;
  #sent = 0;
  #speechId = '';
  #endedAt: number | undefined;
  #turnId = '';
  #played = 0;
  #onTurnEnd: () => void = () => undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.#hear(data);
      else this.#read(String(data));
    });
    socket.once('close', (code) => this.#ready.reject(new Error(`the server closed the socket: ${code}`)));
  }

  static async open(url: string, token: string): Promise<VoiceLearner> {
    const socket = new WebSocket(url, ['lva.v1', `bearer.${token}`], { perMessageDeflate: false });
    const learner = new VoiceLearner(socket);
    socket.once('open', () => learner.#send({ type: 'hello', audioIn: 'pcm16/16000', audioOut: 'pcm16/24000' }));
    await learner.#ready.promise;
    return learner;
  }

  /** Speaks from `startAt` on (performance.now); resolves when the answer has ended. */
  async turn(startAt: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onTurnEnd = resolve;
    this.#speechId = newId();
    this.#turnId = '';
    this.#sent = 0;
    this.#startAt = startAt;
    await promise;
  }

  /** Sends what is due. */
  tick(now: number): void {
    if (now < this.#startAt) return;
    if (this.#sent === 0) this.#send({ type: 'speech_start', id: this.#speechId });
    for (; this.#sent < FRAMES && this.#startAt + this.#sent * FRAME_MS <= now; this.#sent += 1)
      this.#socket.send(SPEECH[this.#sent] ?? '');
    if (now < this.#startAt + SPEAKS_FOR_MS) return;
    this.lateness.push(now - this.#startAt - SPEAKS_FOR_MS);
    this.#startAt = Number.POSITIVE_INFINITY;
    this.#endedAt = performance.now();
    this.#send({ type: 'speech_end', id: this.#speechId, done: true });
  }

  close(): void {
    this.#socket.terminate();
  }

  #send(message: Record<string, unknown>): void {
    this.#socket.send(JSON.stringify(message));
  }

  #read(text: string): void {
    const event: { type: string; turnId?: string; status?: string } = JSON.parse(text);
    if (event.type === 'ready') this.#ready.resolve();
    if (event.type === 'sentence') this.#turnId = event.turnId ?? '';
    if (event.type === 'error' || (event.type === 'turn_end' && event.status !== 'complete')) throw new Error(text);
    if (event.type === 'turn_end') this.#onTurnEnd();
  }

  #hear(bytes: Buffer): void {
    if (this.#endedAt !== undefined) this.waits.push(performance.now() - this.#endedAt);
    this.#endedAt = undefined;
    const frame = parseAudioFrame(bytes);
    if (!frame || this.#turnId === '') return;
    const ms = (frame.pcm.length / 2 / TUTOR_SAMPLE_RATE) * 1000;
    this.#played = frame.sequence === 0 ? ms : this.#played + ms;
    const { sentence } = frame;
    this.#send({ type: 'playback', turnId: this.#turnId, sentence, playedMs: this.#played, done: false });
  }
}
